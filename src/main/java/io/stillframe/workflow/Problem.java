package io.stillframe.workflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, told so that a person can act on it, and classified by the two questions that
 * decide what a run does next: could the call still have happened, and can waiting help?
 *
 * @param type stable short name, such as {@code over-quota}; callers see it as {@code
 *     urn:stillframe:problem:over-quota}
 * @param detail a sentence that says what to do; never holds a token or password
 * @param upstream the answer of the cloud service, null where no call to one failed
 * @param mayHaveHappened the call changed or may yet change the cloud although it failed here
 * @param mayPass the same call may succeed later
 * @param retryAfter the shortest wait that the service asked for, null where it did not
 */
public record Problem(
        String type,
        String detail,
        @Nullable Upstream upstream,
        boolean mayHaveHappened,
        boolean mayPass,
        @Nullable Duration retryAfter) {

    /** The type of the problem that a run has without the rights that a caller had lent it. */
    public static final String RIGHTS_EXPIRED = "rights-expired";

    /** A definite no: nothing happened, and asking again would not help. */
    public static Problem refusal(String type, String detail) {
        return new Problem(type, detail, null, false, false, null);
    }

    /** Not now: nothing happened, and it may work later. */
    public static Problem busy(String type, String detail) {
        return new Problem(type, detail, null, false, true, null);
    }

    /** The same, to be looked at again instead of being given up. */
    public Problem passing() {
        return new Problem(type, detail, upstream, mayHaveHappened, true, retryAfter);
    }

    /**
     * The service's own words about a failed call.
     *
     * @param status HTTP status; 0 where no answer came
     * @param requestId OpenStack's request id, null where the answer carried none
     */
    public record Upstream(
            String service,
            String method,
            String url,
            int status,
            @Nullable String requestId,
            String message) {}
}
