package io.stillframe.snapshot;

/** One thing to try to make the image active. A strategy may have several, tried in this order. */
public enum Rung {
    /** The location is the root's volume snapshot itself; stock stores do not resolve its id. */
    ROOT_SNAPSHOT(Strategy.ROOT_LOCATION, ImageApi.V2),
    /**
     * The location is an empty volume of 1 GiB, on an image that is deleted at once: it costs
     * little, and proves that Glance takes volumes before a whole one is made.
     */
    PROBE_VOLUME(Strategy.ROOT_LOCATION, ImageApi.V2),
    /** The location is a volume made from the root's volume snapshot. */
    ROOT_VOLUME(Strategy.ROOT_LOCATION, ImageApi.V2),
    /** The location is where the caller has the image's data; nothing is made for it. */
    EXTERNAL(Strategy.ROOT_LOCATION, ImageApi.V2),
    /** The same by version 1, in the call that registers the image. */
    EXTERNAL_AT_ONCE(Strategy.ROOT_LOCATION, ImageApi.V1),
    ZERO_SIZE(Strategy.ZERO_SIZE, ImageApi.V1),
    EMPTY_UPLOAD(Strategy.EMPTY_UPLOAD, ImageApi.V2);

    private final Strategy strategy;
    private final ImageApi api;

    Rung(Strategy strategy, ImageApi api) {
        this.strategy = strategy;
        this.api = api;
    }

    public Strategy strategy() {
        return strategy;
    }

    ImageApi api() {
        return api;
    }

    boolean isExternal() {
        return this == EXTERNAL || this == EXTERNAL_AT_ONCE;
    }
}
