package io.stillframe.identity;

import java.time.Duration;

/** A project sends more than one replica takes from it. */
public final class TooManyRequests extends RuntimeException {

    private static final long serialVersionUID = 1;

    private TooManyRequests(String sentence) {
        super(sentence, null, false, false);
    }

    static TooManyRequests perSecond(int limit) {
        return new TooManyRequests(
                "This project sends more than %d requests in a second; send fewer, or hold them with ?wait."
                        .formatted(limit));
    }

    static TooManyRequests atOnce(int limit) {
        return new TooManyRequests(
                "This project has %d requests under way, held ones and event streams included; end some."
                        .formatted(limit));
    }

    /** What to do. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** After this there may be room again. */
    public Duration pause() {
        return RequestRates.PERIOD;
    }
}
