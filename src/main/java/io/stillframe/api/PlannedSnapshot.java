package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.BlockDevice;
import io.stillframe.snapshot.ServerSnapshot;
import io.stillframe.snapshot.Volumes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a snapshot would be: the answer to a dry run. */
@Schema(name = "PlannedSnapshot")
record PlannedSnapshot(
        @Schema(description = "The root first.") List<Snapshot.VolumeState> volumes,
        @Nullable Root root,
        @Schema(description = "The first that would be tried.") String strategy,
        @Schema(description = "As it would be written, but for the ids of the volume snapshots.")
                @JsonProperty("block_device_mapping")
                List<BlockDevice> blockDeviceMapping,
        @Schema(description = "Of the image, without the mapping.") Map<String, String> properties,
        List<Limit> limits,
        List<String> warnings) {

    static PlannedSnapshot from(ServerSnapshot facts) {
        return new PlannedSnapshot(
                facts.volumes().stream().map(Snapshot.VolumeState::from).toList(),
                facts.volumes().isEmpty() ? null : Root.from(facts),
                facts.climb().ahead().getFirst().strategy().word(),
                facts.mapping(),
                known(facts.properties()),
                facts.limits().stream().map(Limit::from).toList(),
                facts.warnings());
    }

    /** Without the id of a snapshot that will never be. */
    private static Map<String, String> known(Map<String, String> properties) {
        var known = new TreeMap<>(properties);
        known.remove(Volumes.MARK);
        return known;
    }

    @Schema(name = "PlannedRoot")
    record Root(
            @JsonProperty("volume_id") String volumeId,
            @Nullable String device,
            @JsonProperty("found_by") @Nullable String foundBy) {

        static Root from(ServerSnapshot facts) {
            var root = facts.volumes().getFirst();
            return new Root(root.volumeId(), root.device(), facts.rootFoundBy());
        }
    }

    @Schema(name = "Limit")
    record Limit(
            String name,
            @Schema(description = "-1 for none.") long limit,
            @JsonProperty("in_use") long inUse,
            long reserved,
            @Schema(description = "By this snapshot, on top of what is in use.") long needed) {

        static Limit from(ServerSnapshot.LimitCheck check) {
            return new Limit(
                    check.name(), check.limit(), check.inUse(), check.reserved(), check.needed());
        }
    }
}
