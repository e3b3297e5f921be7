package io.stillframe.store;

import io.stillframe.identity.Rights;
import io.stillframe.identity.Sealing;
import io.stillframe.identity.Sealing.Sealed;
import io.stillframe.workflow.Run;
import java.time.Instant;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The callers' tokens that runs work with: kept with the request that begins or changes the run,
 * and removed when the run can do without.
 */
@Component
public class KeptTokens {

    private final KeptTokenRows rows;
    private final ObjectProvider<Sealing> sealing;

    /**
     * @param sealing there where runs work with the rights of callers
     */
    KeptTokens(KeptTokenRows rows, ObjectProvider<Sealing> sealing) {
        this.rows = rows;
        this.sealing = sealing;
    }

    /**
     * Keeps the token of whoever asks, in the place of an older one, within the transaction that
     * stores the run.
     */
    void keep(Run<?> run, Rights rights) {
        if (!(rights instanceof Rights.Lent lent)) {
            return;
        }
        if (!lent.project().equals(run.owner())) {
            throw new IllegalArgumentException("rights lent for another project than the run's");
        }
        var sealed =
                sealing.getObject()
                        .seal(
                                lent.token(),
                                purpose(run.id(), run.owner(), lent.tokenProject(), lent.until()));
        var row = new KeptTokenRow();
        row.runId = run.id();
        row.keyId = sealed.keyId();
        row.sealed = sealed.text();
        row.tokenProject = lent.tokenProject();
        row.expiresAt = lent.until();
        rows.saveAndFlush(row);
    }

    /** Removes a token that its run needs no more, within the transaction that stores the run. */
    void settle(Run<?> run) {
        if (!run.needsRights()) {
            rows.drop(run.id());
        }
    }

    /** With whose rights the run works; as {@link io.stillframe.identity.RunRights}. */
    public Rights of(UUID run, String owner) {
        return rows.findById(run)
                .<Rights>map(row -> lent(row, owner))
                .orElseGet(() ->
                        new Rights.Lost(
                                "no token is kept for it any more. " + Rights.askAgain(owner)));
    }

    private Rights lent(KeptTokenRow row, String owner) {
        if (!sealing.getObject().knows(row.keyId)) {
            return new Rights.Lost(
                    "its token is encrypted with a key that is not among the present secret keys. "
                            + Rights.askAgain(owner),
                    true); // while keys are changed, not all replicas have the new one
        }
        var purpose = purpose(row.runId, owner, row.tokenProject, row.expiresAt);
        return sealing.getObject()
                .open(new Sealed(row.keyId, row.sealed), purpose)
                .<Rights>map(
                        token -> new Rights.Lent(token, row.tokenProject, owner, row.expiresAt))
                .orElseGet(() ->
                        new Rights.Lost(
                                "the token that is kept for it is not the one that was stored. "
                                        + Rights.askAgain(owner)));
    }

    /** A token that somebody puts into another row, or changes something beside, does not open. */
    private static String purpose(UUID run, String owner, String tokenProject, Instant until) {
        return String.join(
                " ", run.toString(), owner, tokenProject, String.valueOf(until.toEpochMilli()));
    }
}
