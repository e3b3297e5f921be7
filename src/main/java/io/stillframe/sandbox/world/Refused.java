package io.stillframe.sandbox.world;

/** What a service answers instead of doing what it was asked: an HTTP status and its own words. */
public final class Refused extends RuntimeException {

    private final int status;
    private final String words;
    private final boolean inDetail;

    public Refused(int status, String words) {
        this(status, words, false);
    }

    private Refused(int status, String words, boolean inDetail) {
        super(status + " " + words, null, false, false); // an answer, not a bug: no stack trace
        this.status = status;
        this.words = words;
        this.inDetail = inDetail;
    }

    /** With the general words of that status before its own, as Glance says some things. */
    static Refused inDetail(int status, String words) {
        return new Refused(status, words, true);
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

    public boolean isInDetail() {
        return inDetail;
    }
}
