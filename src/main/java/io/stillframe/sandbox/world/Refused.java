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

    /** What a service says when it did not expect what happened. */
    public static Refused failure() {
        return new Refused(
                500,
                "The server has either erred or is incapable of performing the requested operation.");
    }

    /** What Nova says when it did not expect what it was given. */
    public static Refused bug(String pythonType) {
        return new Refused(
                500,
                "Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log"
                        + " if possible.\n<class '%s'>".formatted(pythonType));
    }

    public int status() {
        return status;
    }

    public String words() {
        return words;
    }
}
