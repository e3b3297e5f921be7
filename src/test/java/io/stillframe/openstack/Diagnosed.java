package io.stillframe.openstack;

import io.stillframe.snapshot.Image;
import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.ImageChange;
import io.stillframe.snapshot.NewImage;
import io.stillframe.workflow.Trouble;
import java.net.ConnectException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** What the adapters make of answers, for a cloud that is spoken to without HTTP. */
public final class Diagnosed {

    /** The services that change something for a run. */
    public enum At {
        NOVA(Service.COMPUTE),
        CINDER(Service.VOLUME),
        GLANCE(Service.IMAGE);

        private final Service service;

        At(Service service) {
            this.service = service;
        }

        private Call call(String purpose, boolean changes) {
            var url = "http://cloud/" + service.word();
            return changes
                    ? Call.postNothing(service, url, purpose)
                    : Call.get(service, url, purpose);
        }
    }

    private static final byte[] NOTHING = {};

    private Diagnosed() {}

    public static Trouble answered(At at, String purpose, boolean changes, int status) {
        var call = at.call(purpose, changes);
        return Diagnosis.of(
                call, new Answer(call, status, new HttpHeaders(), NOTHING), null, Instant.EPOCH);
    }

    public static Trouble tookTooLong(At at, String purpose, boolean changes) {
        var late = new java.util.concurrent.TimeoutException();
        return Diagnosis.of(at.call(purpose, changes), late, null).orElseThrow();
    }

    public static Trouble notReached(At at, String purpose, boolean changes) {
        var away = new ConnectException("connection refused");
        return Diagnosis.of(at.call(purpose, changes), away, null).orElseThrow();
    }

    public static Trouble claimLost(At at, String purpose) {
        return Diagnosis.claimLost(at.call(purpose, true));
    }

    public static Trouble together(Collection<Trouble> failures) {
        return SideBySide.combined(failures);
    }

    /** Why that version cannot make the change. */
    public static Optional<String> objection(Image now, ImageChange change, ImageApi api) {
        var then = change.properties().appliedTo(now.properties());
        return switch (api) {
            case V1 -> {
                var kept = GlanceV1Text.sent(now.properties());
                var update = GlanceV1Update.of(new GlanceV1Image(now, kept), change);
                yield GlanceV1Objections.to(change, update);
            }
            case V2 -> GlanceV2Objections.to(change, now.properties(), then, GlanceSchema.UNKNOWN);
        };
    }

    public static Optional<String> objection(NewImage image, ImageApi api) {
        return GlanceImages.objectionOf(image, api);
    }
}
