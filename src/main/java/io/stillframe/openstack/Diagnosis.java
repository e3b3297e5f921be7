package io.stillframe.openstack;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import io.stillframe.identity.Secret;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * Tells what a failed call means, by the two questions: could it still have happened, and can
 * waiting help? The only place that decides this.
 */
final class Diagnosis {

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private Diagnosis() {}

    /** An answer with a status that the call did not expect. */
    static Trouble of(Call call, Answer answer, @Nullable Secret token, Instant now) {
        int status = answer.status();
        var words = ServiceWords.in(answer.body(), call, token);
        var said = words.isEmpty() ? "" : ", \"" + words + "\"";
        return new Trouble(
                new Problem(
                        type(call.service(), status, answer).word(),
                        "Could not %s: %s answered %d%s."
                                .formatted(call.purpose(), call.service().title(), status, said),
                        upstream(call, status, answer.requestId(), words),
                        call.changes() && mayHaveHappened(status),
                        mayPass(status),
                        retryAfter(answer, now)));
    }

    /** A successful answer that cannot be read. */
    static Trouble unreadable(Call call, Answer answer, String wanted) {
        var words = "the answer is no readable " + wanted;
        return new Trouble(
                new Problem(
                        ProblemType.CLOUD_UNEXPECTED.word(),
                        "Could not %s: %s answered %d, but %s."
                                .formatted(
                                        call.purpose(),
                                        call.service().title(),
                                        answer.status(),
                                        words),
                        upstream(call, answer.status(), answer.requestId(), words),
                        call.changes(),
                        false,
                        null));
    }

    /** Not sent, because others have shown that the service is away. */
    static HeldBack circuitOpen(
            Call call, @Nullable Problem last, Duration pause, @Nullable Throwable cause) {
        var words = "it has not answered lately" + (last == null ? "" : ": " + lately(last));
        return new HeldBack(
                new Problem(
                        ProblemType.CLOUD_UNAVAILABLE.word(),
                        "Could not %s: %s is not asked for %d s, because %s. Then it is tried again by itself."
                                .formatted(
                                        call.purpose(),
                                        call.service().title(),
                                        pause.toSeconds(),
                                        words),
                        upstream(call, 0, null, words),
                        false,
                        true,
                        pause),
                cause);
    }

    static HeldBack projectBusy(Call call, Throwable cause) {
        var words = "all the connections to it that a project may have are busy with its calls";
        return new HeldBack(
                new Problem(
                        ProblemType.CLOUD_UNAVAILABLE.word(),
                        "Could not %s: no answer from %s, %s."
                                .formatted(call.purpose(), call.service().title(), words),
                        upstream(call, 0, null, words),
                        false,
                        true,
                        null),
                cause);
    }

    /** Not in the service's own words: they were for the project whose call that was. */
    private static String lately(Problem last) {
        var upstream = last.upstream();
        if (upstream == null) {
            return last.type();
        }
        return upstream.status() == 0 ? upstream.message() : "" + upstream.status();
    }

    /**
     * Not sent, because the worker that wanted to is no longer the one that may. That is no trouble
     * with the cloud: the run is not in a status in which this worker could change anything.
     */
    static HeldBack claimLost(Call call) {
        return new HeldBack(
                ProblemType.WRONG_STATUS.busy(
                        "Did not %s: this worker was taken for dead, and another goes on with the run."
                                .formatted(call.purpose())),
                null);
    }

    /** No answer. Empty for a mistake of our own, which is no trouble with the cloud. */
    static Optional<Trouble> of(Call call, Throwable failure, @Nullable Secret token) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Trouble told) {
                return Optional.of(told);
            }
            var found = reading(cause);
            if (found.isPresent()) {
                var reading = found.get();
                var words = ServiceWords.shown(reading.words(), call, token);
                var problem =
                        new Problem(
                                reading.type().word(),
                                "Could not %s: no answer from %s, %s."
                                        .formatted(call.purpose(), call.service().title(), words),
                                upstream(call, 0, null, words),
                                call.changes() && reading.sent(),
                                reading.mayPass(),
                                null);
                return Optional.of(
                        reading.ours()
                                ? new HeldBack(problem, failure)
                                : new Trouble(problem, failure));
            }
        }
        return Optional.empty();
    }

    /**
     * @param sent the service may have got the whole request
     * @param ours it was us who did not send it
     */
    private record Reading(
            ProblemType type, boolean sent, boolean mayPass, boolean ours, String words) {

        Reading(ProblemType type, boolean sent, boolean mayPass, String words) {
            this(type, sent, mayPass, false, words);
        }
    }

    private static Optional<Reading> reading(Throwable cause) {
        return Optional.ofNullable(
                switch (cause) {
                    case UnknownHostException e ->
                            unsent("the name of its host is not known: " + e.getMessage());
                    case ConnectException e -> unsent(withoutPrefix(e));
                    case NoRouteToHostException e -> unsent(withoutPrefix(e));
                    case SslHandshakeTimeoutException _ ->
                            unsent("the TLS handshake took too long");
                    case SSLHandshakeException e ->
                            unsent("no TLS connection: " + e.getMessage() + " (is cacert set?)");
                    case BulkheadFullException _ -> busy();
                    case PoolAcquireTimeoutException _ -> busy();
                    case PoolAcquirePendingLimitException _ -> busy();
                    case RequestNotPermitted _ ->
                            heldBack("more of our calls to it are waiting than it is to get");
                    case java.util.concurrent.TimeoutException _ -> late();
                    case TimeoutException _ -> late();
                    case DataBufferLimitException _ -> tooLarge();
                    case TooLongFrameException _ -> tooLarge();
                    case IOException e -> broken(e);
                    // What netty and Reactor throw beside those, where nothing better is below it.
                    case AbortedException e -> broken(e);
                    case CodecException e when e.getCause() == null -> broken(e);
                    case WebClientRequestException e when e.getCause() == null -> broken(e);
                    default -> null;
                });
    }

    private static Reading tooLarge() {
        return new Reading(
                ProblemType.CLOUD_UNEXPECTED,
                true,
                false,
                "or rather one that is too large to read");
    }

    private static Reading broken(Exception e) {
        return new Reading(
                ProblemType.CLOUD_UNAVAILABLE,
                true,
                true,
                "the connection broke: " + e.getMessage());
    }

    private static Reading busy() {
        return heldBack("all our connections to it are busy");
    }

    private static Reading heldBack(String words) {
        return new Reading(ProblemType.CLOUD_UNAVAILABLE, false, true, true, words);
    }

    private static Reading unsent(String words) {
        return new Reading(ProblemType.CLOUD_UNAVAILABLE, false, true, words);
    }

    /** Netty says first which system call failed. */
    private static String withoutPrefix(Exception e) {
        return Objects.toString(e.getMessage()).replaceFirst("^.* error\\(-?\\d+\\): ", "");
    }

    private static Reading late() {
        return new Reading(ProblemType.CLOUD_TIMEOUT, true, true, "it took too long");
    }

    private static ProblemType type(Service service, int status, Answer answer) {
        return switch (status) {
            case 401 -> ProblemType.CLOUD_NOT_AUTHENTICATED;
            case 403 -> ProblemType.CLOUD_FORBIDDEN;
            // Quota, although it comes with Retry-After: 0.
            case 413 ->
                    service == Service.VOLUME || service == Service.IMAGE
                            ? ProblemType.OVER_QUOTA
                            : ProblemType.CLOUD_REFUSED;
            case 429 -> ProblemType.CLOUD_BUSY;
            case 502 -> ProblemType.CLOUD_UNAVAILABLE;
            case 503 ->
                    answer.header("Retry-After") == null
                            ? ProblemType.CLOUD_UNAVAILABLE
                            : ProblemType.CLOUD_BUSY;
            case 504 -> ProblemType.CLOUD_TIMEOUT;
            default ->
                    status >= 400 && status < 500
                            ? ProblemType.CLOUD_REFUSED
                            : ProblemType.CLOUD_UNEXPECTED;
        };
    }

    /** 503 and 501 come before the work, any other 5xx perhaps in the middle of it. */
    private static boolean mayHaveHappened(int status) {
        return status >= 500 && status != 501 && status != 503;
    }

    private static boolean mayPass(int status) {
        return switch (status) {
            case 408, 409, 429 -> true;
            case 501, 505 -> false;
            default -> status >= 500;
        };
    }

    private static @Nullable Duration retryAfter(Answer answer, Instant now) {
        var text = answer.header("Retry-After");
        if (text == null || !mayPass(answer.status())) {
            return null;
        }
        var wait = text.matches("\\d{1,9}") ? seconds(text) : untilDate(text, now);
        if (wait == null || wait.isNegative()) {
            return null;
        }
        return wait.compareTo(LONGEST_RETRY_AFTER) < 0 ? wait : LONGEST_RETRY_AFTER;
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static @Nullable Duration untilDate(String text, Instant now) {
        try {
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(now, date.toInstant());
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static Problem.Upstream upstream(
            Call call, int status, @Nullable String requestId, String words) {
        return new Problem.Upstream(
                call.service().project(),
                call.method().name(),
                call.shownUrl(),
                status,
                requestId,
                words);
    }
}
