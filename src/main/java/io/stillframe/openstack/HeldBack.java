package io.stillframe.openstack;

import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * A call that we ourselves have not sent: it says nothing about its service, and to try again at
 * once would not help, because whatever held it back has been waited for already.
 */
final class HeldBack extends Trouble {

    HeldBack(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
