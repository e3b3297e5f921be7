package io.stillframe;

import tools.jackson.databind.JsonNode;

/** A volume of a server, as Nova and as Cinder show it. */
record Disk(JsonNode attachment, JsonNode volume) {

    String id() {
        return volume.path("id").asString();
    }

    String device() {
        return attachment.path("device").asString();
    }

    /** What it was made from; empty if it was not made from a volume snapshot. */
    String snapshotId() {
        return volume.path("snapshot_id").asString("");
    }

    /** What the disk of a copy must have in common with the original's. */
    String shape() {
        return "%s: %d GiB of %s, bootable %s, encrypted %s, multiattach %s, tag %s, goes with its server %s"
                .formatted(
                        device(),
                        volume.path("size").asInt(),
                        volume.path("volume_type").asString(),
                        volume.path("bootable").asString(),
                        volume.path("encrypted").asBoolean(),
                        volume.path("multiattach").asBoolean(),
                        attachment.path("tag").asString(""),
                        attachment.path("delete_on_termination").asBoolean());
    }
}
