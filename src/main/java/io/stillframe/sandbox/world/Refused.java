package io.stillframe.sandbox.world;

/** What a service answers instead of doing what it was asked: an HTTP status and its own words. */
public final class Refused extends RuntimeException {

    private final int status;
    private final String words;

    public Refused(int status, String words) {
        super(status + " " + words, null, false, false); // an answer, not a bug: no stack trace
        this.status = status;
        this.words = words;
    }

    public int status() {
        return status;
    }

    public String words() {
        return words;
    }
}
