package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Snapshots;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;

/** What was made and could not be removed, of all snapshots of a project. */
@Schema(name = "LeftoverList")
record LeftoverList(List<LeftBehind> leftovers) {

    static LeftoverList from(List<Snapshots.LeftBehind> all) {
        return new LeftoverList(all.stream().map(LeftBehind::from).toList());
    }

    @Schema(name = "LeftBehind")
    record LeftBehind(
            @Schema(allowableValues = {"image", "image_volume", "volume_snapshot"}) String kind,
            String id,
            @Schema(description = "The snapshot that made it.") @JsonProperty("snapshot_id")
                    UUID snapshotId,
            String why) {

        static LeftBehind from(Snapshots.LeftBehind left) {
            return new LeftBehind(
                    left.what().kind().word(),
                    left.what().id(),
                    left.snapshotId(),
                    left.what().why());
        }
    }
}
