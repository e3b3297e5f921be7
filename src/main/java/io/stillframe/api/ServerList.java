package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Server;
import io.stillframe.snapshot.Volume;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A page of servers, in Nova's order. */
@Schema(name = "ServerList")
record ServerList(
        List<Listed> servers,
        @Schema(description = "Where the next page is; null on the last.") @Nullable String next) {

    @Schema(name = "Server")
    record Listed(
            String id,
            String name,
            @Schema(description = "Nova's word, such as ACTIVE.") String status,
            @Schema(description = "It boots from a volume; only such a server can be snapshotted.")
                    @JsonProperty("volume_backed")
                    boolean volumeBacked,
            List<Attached> volumes) {

        static Listed from(Server server, Map<String, Volume> volumes) {
            var known =
                    server.volumeIds().stream().map(volumes::get).filter(Objects::nonNull).toList();
            return new Listed(
                    server.id(),
                    server.name(),
                    server.status(),
                    server.looksVolumeBacked(known),
                    server.volumeIds().stream()
                            .map(id -> Attached.from(server, id, volumes.get(id)))
                            .toList());
        }
    }

    @Schema(
            name = "ServerVolume",
            description = "An attached volume; null is what Cinder does not say.")
    record Attached(
            @JsonProperty("volume_id") String volumeId,
            @Nullable String device,
            @JsonProperty("size_gib") @Nullable Integer sizeGib,
            @Nullable Boolean bootable) {

        static Attached from(Server server, String id, @Nullable Volume volume) {
            return volume == null
                    ? new Attached(id, null, null, null)
                    : new Attached(
                            id, volume.deviceOn(server.id()), volume.sizeGib(), volume.bootable());
        }
    }
}
