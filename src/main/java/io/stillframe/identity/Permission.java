package io.stillframe.identity;

/** What roles can let somebody do. */
public enum Permission {
    /** See what there is of the caller's own project. */
    LOOK("look at anything"),

    /** Make and change things of the caller's own project. */
    ACT("change anything"),

    /**
     * Do with other projects' snapshots what the caller may with those of its own, but for retry.
     */
    ADMINISTER("reach what other projects have");

    private final String words;

    Permission(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
