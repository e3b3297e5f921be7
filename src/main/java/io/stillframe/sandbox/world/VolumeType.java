package io.stillframe.sandbox.world;

public record VolumeType(String id, String name, boolean multiattach, boolean encrypted) {

    static VolumeType named(String name, boolean multiattach, boolean encrypted) {
        return new VolumeType(Ids.uuidOf("volume type " + name), name, multiattach, encrypted);
    }
}
