package io.stillframe.kills;

import static org.awaitility.Awaitility.await;

import io.stillframe.Web;
import io.stillframe.Web.Reply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Asks any replica, and again, until one says what has become of the request. */
final class Requests {

    /** Longer than any round disturbs it. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration ONE_REPLICA = Duration.ofSeconds(5);
    private static final String MISTAKE = "urn:stillframe:problem:internal-error";

    private final List<Replica> replicas;
    private final Notes notes;
    private final RandomGenerator chance;

    Requests(List<Replica> replicas, Notes notes, RandomGenerator chance) {
        this.replicas = replicas;
        this.notes = notes;
        this.chance = chance;
    }

    Reply answer(Function<Web, Reply> request) {
        return answer(request, _ -> true);
    }

    /**
     * @param lastWord whether there is no need to ask again
     */
    Reply answer(Function<Web, Reply> request, Predicate<Reply> lastWord) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .pollInSameThread()
                .until(() -> once(request).filter(lastWord), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Reply> once(Function<Web, Reply> request) {
        var web = replicas.get(chance.nextInt(replicas.size())).web();
        if (web.isEmpty()) {
            return Optional.empty();
        }
        try {
            var reply = request.apply(web.get().within(ONE_REPLICA));
            if (reply.status() < 500) {
                return Optional.of(reply);
            }
            notes.trouble(reply.status(), reply.text("/type"));
            if (reply.text("/type").equals(MISTAKE) || reply.text("/type").isEmpty()) {
                notes.mistake("a caller was told " + reply.json());
            }
        } catch (UncheckedIOException killedOrPaused) {
            notes.trouble(0, "no answer");
        }
        return Optional.empty();
    }
}
