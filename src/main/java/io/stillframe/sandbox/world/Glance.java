package io.stillframe.sandbox.world;

/** Which versions of the image API the cloud serves. */
public enum Glance {
    BOTH,
    V1,
    V2;

    public boolean servesV1() {
        return this != V2;
    }

    public boolean servesV2() {
        return this != V1;
    }

    /** A cloud that has only the old image API has a Nova of that time, too. */
    public String newestNova() {
        return this == V1 ? "2.60" : "2.93";
    }
}
