package io.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** All ports to one cloud, and how to wait for what goes on there. */
public interface Ports {

    Servers servers();

    Volumes volumes();

    Images images();

    Cloud cloud();

    /** Lets time pass until it is so, or fails. */
    void until(Callable<Boolean> condition);

    /** What somebody is told whose call does not work. */
    static Problem problemOf(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(Trouble.class);
        return ((Trouble) thrown).problem();
    }
}
