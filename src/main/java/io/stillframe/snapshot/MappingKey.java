package io.stillframe.snapshot;

/**
 * Keys of a block device mapping that not every Nova knows, with the microversion that brought
 * them.
 */
public enum MappingKey {
    TAG("tag", "2.32"),
    VOLUME_TYPE("volume_type", "2.67");

    private final String word;
    private final String since;

    MappingKey(String word, String since) {
        this.word = word;
        this.since = since;
    }

    public String word() {
        return word;
    }

    /** The first compute microversion that knows the key. */
    public String since() {
        return since;
    }
}
