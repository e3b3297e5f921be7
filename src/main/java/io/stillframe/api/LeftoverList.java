package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.LeftBehind;
import io.stillframe.snapshot.LeftBehind.ByImageCreation;
import io.stillframe.snapshot.LeftBehind.BySnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was made and could not be removed, of all that was asked for. */
@Schema(name = "LeftoverList")
record LeftoverList(List<Item> leftovers) {

    static LeftoverList from(List<LeftBehind> bySnapshots, List<LeftBehind> byImageCreations) {
        return new LeftoverList(
                Stream.concat(bySnapshots.stream(), byImageCreations.stream())
                        .map(Item::from)
                        .toList());
    }

    @Schema(name = "LeftBehind")
    record Item(
            @Schema(allowableValues = {"image", "image_volume", "volume_snapshot"}) String kind,
            String id,
            @Schema(description = "Whose it is.") @JsonProperty("project_id") String projectId,
            @Schema(
                            description =
                                    "The snapshot that made it; null if the creation of an image did.")
                    @JsonProperty("snapshot_id")
                    @Nullable UUID snapshotId,
            @Schema(description = "The creation of an image that made it; null if a snapshot did.")
                    @JsonProperty("image_creation_id")
                    @Nullable UUID imageCreationId,
            String why) {

        static Item from(LeftBehind left) {
            var what = left.what();
            var kind = what.kind().word();
            var of = left.project();
            return switch (left) {
                case BySnapshot(var id, _, _) ->
                        new Item(kind, what.id(), of, id, null, what.why());
                case ByImageCreation(var id, _, _) ->
                        new Item(kind, what.id(), of, null, id, what.why());
            };
        }
    }
}
