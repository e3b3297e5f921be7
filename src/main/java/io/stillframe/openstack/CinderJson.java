package io.stillframe.openstack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.openstack.Pages.Link;
import io.stillframe.snapshot.VolumeSnapshot;
import io.stillframe.snapshot.Volumes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cinder's JSON, as far as we read and write it. */
final class CinderJson {

    private CinderJson() {}

    record VolumeBody(Volume volume) {
        VolumeBody {
            Objects.requireNonNull(volume, "volume");
        }
    }

    record VolumeList(List<Volume> volumes, @Nullable List<Link> volumesLinks) {
        VolumeList {
            Objects.requireNonNull(volumes, "volumes");
        }
    }

    /**
     * @param bootable "true" or "false", as text
     */
    record Volume(
            String id,
            @Nullable String name,
            @JsonProperty("os-vol-tenant-attr:tenant_id") @Nullable String projectId,
            String status,
            int size,
            @Nullable String volumeType,
            @Nullable String bootable,
            @Nullable Boolean encrypted,
            @Nullable Boolean multiattach,
            @Nullable String snapshotId,
            @Nullable String sourceVolid,
            @Nullable Map<String, @Nullable String> metadata,
            @Nullable Map<String, @Nullable String> volumeImageMetadata,
            @Nullable List<Attached> attachments) {
        Volume {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(status, "status");
        }

        Volumes.Dependent asDependent() {
            return new Volumes.Dependent("volume", id, name == null ? "" : name);
        }

        io.stillframe.snapshot.Volume asVolume() {
            return new io.stillframe.snapshot.Volume(
                    id,
                    name == null ? "" : name,
                    projectId,
                    status,
                    size,
                    volumeType,
                    "true".equalsIgnoreCase(bootable),
                    Boolean.TRUE.equals(encrypted),
                    Boolean.TRUE.equals(multiattach),
                    snapshotId,
                    mark(metadata),
                    withoutNulls(volumeImageMetadata),
                    Json.orEmpty(attachments).stream().map(Attached::asAttachedTo).toList());
        }
    }

    record Attached(String serverId, @Nullable String device) {
        io.stillframe.snapshot.Volume.AttachedTo asAttachedTo() {
            return new io.stillframe.snapshot.Volume.AttachedTo(
                    serverId == null ? "" : serverId, device);
        }
    }

    record SnapshotBody(Snapshot snapshot) {
        SnapshotBody {
            Objects.requireNonNull(snapshot, "snapshot");
        }
    }

    record SnapshotList(List<Snapshot> snapshots, @Nullable List<Link> snapshotsLinks) {
        SnapshotList {
            Objects.requireNonNull(snapshots, "snapshots");
        }
    }

    record Snapshot(
            String id,
            @Nullable String name,
            String volumeId,
            int size,
            String status,
            @Nullable Map<String, @Nullable String> metadata,
            @JsonProperty("os-extended-snapshot-attributes:project_id")
                    @Nullable String projectId) {
        Snapshot {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(volumeId, "volume_id");
            Objects.requireNonNull(status, "status");
        }

        Volumes.Dependent asDependent() {
            return new Volumes.Dependent("volume snapshot", id, name == null ? "" : name);
        }

        VolumeSnapshot asVolumeSnapshot() {
            return new VolumeSnapshot(
                    id,
                    projectId,
                    volumeId,
                    size,
                    VolumeSnapshot.Status.of(status),
                    mark(metadata));
        }
    }

    /**
     * @param force true for ever: below 3.66 an attached volume needs it, from 3.66 on false is
     *     refused
     */
    record NewSnapshot(
            String volumeId,
            String name,
            String description,
            boolean force,
            Map<String, String> metadata) {}

    /** Without what is null: not every Cinder takes that for nothing said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewVolume(
            @Nullable String snapshotId,
            int size,
            @Nullable String volumeType,
            String name,
            String description,
            Map<String, String> metadata) {}

    record MessageList(List<Message> messages) {
        MessageList {
            Objects.requireNonNull(messages, "messages");
        }
    }

    record Message(
            @Nullable String resourceUuid,
            @Nullable String messageLevel,
            @Nullable String userMessage,
            @Nullable String createdAt) {}

    private static @Nullable String mark(@Nullable Map<String, @Nullable String> metadata) {
        return metadata == null ? null : metadata.get(Volumes.MARK);
    }

    private static Map<String, String> withoutNulls(@Nullable Map<String, @Nullable String> map) {
        var known = new HashMap<String, String>();
        if (map != null) {
            map.forEach((key, value) -> {
                if (value != null) {
                    known.put(key, value);
                }
            });
        }
        return known;
    }
}
