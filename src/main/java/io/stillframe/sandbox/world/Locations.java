package io.stillframe.sandbox.world;

/** What Glance lets its callers do with the locations of an image. */
public enum Locations {
    /** A volume's id is taken, as stock stores do; a volume snapshot's is not. */
    VOLUMES,
    /** As VOLUMES, but with a store that resolves the id of a volume snapshot, too. */
    SNAPSHOTS,
    /** Nobody sees or adds locations: Glance's own default. */
    CLOSED,
    /**
     * Closed, but for the newer call that adds a location, which only the role service may make.
     */
    SERVICE_ONLY;

    public boolean areVisible() {
        return this == VOLUMES || this == SNAPSHOTS;
    }
}
