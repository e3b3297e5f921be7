package io.stillframe.telemetry;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the present work belongs to. Log lines that are written meanwhile have the names as fields,
 * and services that are called meanwhile are told the request id.
 *
 * @param requestId sent along as {@code X-OpenStack-Request-ID}: there it is the global one
 */
public record Trail(String requestId, Map<String, String> names) {

    /** Of the request id in log lines. */
    public static final String REQUEST_ID = "request_id";

    /** Of the trail in a reactive context, from which it comes back to every thread. */
    public static final String KEY = "stillframe.trail";

    private static final ThreadLocal<Trail> CURRENT = new ThreadLocal<>();

    public Trail {
        names = Map.copyOf(names);
    }

    /** Of the present thread's work; null if it belongs to nothing. */
    public static @Nullable Trail current() {
        return CURRENT.get();
    }

    /** Does work that belongs to this. */
    public <T> T followed(Supplier<T> work) {
        var before = current();
        change(this);
        try {
            return work.get();
        } finally {
            change(before);
        }
    }

    static void change(@Nullable Trail next) {
        var before = current();
        if (before != null) {
            before.names.keySet().forEach(MDC::remove);
        }
        if (next == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(next);
            next.names.forEach(MDC::put);
        }
    }
}
