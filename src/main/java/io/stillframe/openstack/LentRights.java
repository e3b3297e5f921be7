package io.stillframe.openstack;

import io.stillframe.identity.Rights;
import io.stillframe.openstack.Call.Vouching;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a caller's token is good for. Services take an expired one for up to two days (Keystone's
 * {@code allow_expired_window}) if a token with the role {@code service} vouches for it.
 */
record LentRights(Rights.Lent lent, InstantSource clock) {

    /** A token may have ended by Keystone's clock, and not yet by ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    /** Whether a token of ours has to go along from the beginning. */
    boolean needVouching(Call call) {
        return switch (call.papers().vouching()) {
            case NEVER -> false;
            case WHEN_EXPIRED -> lent.expired(clock.instant());
            case ALWAYS -> true;
        };
    }

    /** Whether a token that was refused was so because it has expired, and ours may go along. */
    boolean mayHaveExpired(Call call) {
        return call.papers().vouching() != Vouching.NEVER
                && lent.expired(clock.instant().plus(CLOCKS_DIFFER));
    }

    /** The service does not take the token any more: nothing happened, and waiting is no help. */
    Trouble refused(Trouble by, Call call) {
        var problem = by.problem();
        return new Trouble(
                new Problem(
                        ProblemType.RIGHTS_EXPIRED.word(),
                        "%s %s %s"
                                .formatted(
                                        problem.detail(),
                                        why(call),
                                        Rights.askAgain(lent.project())),
                        problem.upstream(),
                        false,
                        false,
                        null),
                by);
    }

    private String why(Call call) {
        if (call.papers().serviceToken() != null) {
            return "The cloud does not take the caller's token any more, not with our service token beside it either; an operator may look whether our user has the role service.";
        }
        return lent.expired(clock.instant())
                ? "The caller's token has expired, and no token of ours goes along where the caller has chosen a location."
                : "The caller's token has been revoked, or is not good any more.";
    }

    /** Not even sent. */
    static Trouble gone(Call call, Rights.Lost lost) {
        var sentence = "Could not %s: %s".formatted(call.purpose(), lost.why());
        return new Trouble(
                lost.mayPass()
                        ? ProblemType.RIGHTS_EXPIRED.busy(sentence)
                        : ProblemType.RIGHTS_EXPIRED.refusal(sentence));
    }
}
