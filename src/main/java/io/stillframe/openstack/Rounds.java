package io.stillframe.openstack;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import reactor.core.publisher.Mono;

/** How often a change is tried that others undo, or that Glance does not keep. */
final class Rounds {

    private static final int MOST = 4;

    private final String imageId;
    private int left = MOST;

    Rounds(String imageId) {
        this.imageId = imageId;
    }

    /** Counts one more; in trouble after the last. */
    Mono<Void> next() {
        return Mono.defer(() -> left-- > 0 ? Mono.empty() : Mono.error(new Trouble(endless())));
    }

    boolean isLast() {
        return left == 0;
    }

    private Problem endless() {
        return new Problem(
                ProblemType.IMAGE_CHANGED.word(),
                ("Image %s was changed %d times and is still not as it should be: either somebody"
                                + " else changes it, too, or Glance does not keep what it is sent.")
                        .formatted(imageId, MOST),
                null,
                true,
                false,
                null);
    }
}
