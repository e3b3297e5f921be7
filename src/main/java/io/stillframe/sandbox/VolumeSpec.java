package io.stillframe.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A volume that a test or the demo wants to be there. */
public record VolumeSpec(
        String name,
        int sizeGib,
        String type,
        @Nullable String device,
        boolean bootable,
        Map<String, String> imageMetadata,
        @Nullable String status,
        @Nullable String tag,
        boolean deleteOnTermination) {

    public static VolumeSpec volume(String name, int sizeGib) {
        return new VolumeSpec(name, sizeGib, "standard", null, false, Map.of(), null, null, false);
    }

    public VolumeSpec type(String newType) {
        return new VolumeSpec(
                name,
                sizeGib,
                newType,
                device,
                bootable,
                imageMetadata,
                status,
                tag,
                deleteOnTermination);
    }

    public VolumeSpec device(String newDevice) {
        return new VolumeSpec(
                name,
                sizeGib,
                type,
                newDevice,
                bootable,
                imageMetadata,
                status,
                tag,
                deleteOnTermination);
    }

    public VolumeSpec bootable(boolean isIt) {
        return new VolumeSpec(
                name, sizeGib, type, device, isIt, imageMetadata, status, tag, deleteOnTermination);
    }

    /** As Cinder notes it at a volume made from an image, which is then bootable. */
    public VolumeSpec imageMetadata(Map<String, String> metadata) {
        return new VolumeSpec(
                name, sizeGib, type, device, true, metadata, status, tag, deleteOnTermination);
    }

    /** Other than in-use or available. */
    public VolumeSpec status(String newStatus) {
        return new VolumeSpec(
                name,
                sizeGib,
                type,
                device,
                bootable,
                imageMetadata,
                newStatus,
                tag,
                deleteOnTermination);
    }

    public VolumeSpec tag(String newTag) {
        return new VolumeSpec(
                name,
                sizeGib,
                type,
                device,
                bootable,
                imageMetadata,
                status,
                newTag,
                deleteOnTermination);
    }

    /** Nova's delete_on_termination. */
    public VolumeSpec deletedWithTheServer() {
        return new VolumeSpec(
                name, sizeGib, type, device, bootable, imageMetadata, status, tag, true);
    }
}
