package io.stillframe.sandbox.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why something failed after its request had been accepted: Cinder's user messages. */
public final class Messages {

    public record Message(
            String id,
            String eventId,
            String text,
            Instant createdAt,
            String resourceType,
            String resourceId) {}

    private final Agenda agenda;
    private final Ids ids;
    private final Map<String, List<Message>> byProject = new HashMap<>();

    Messages(Agenda agenda, Ids ids) {
        this.agenda = agenda;
        this.ids = ids;
    }

    void snapshotFailed(VolumeSnapshot snapshot, String why) {
        add(snapshot, "VOLUME_VOLUME_SNAPSHOT_009_013", "create snapshot:" + why);
    }

    void snapshotNotDeleted(VolumeSnapshot snapshot, String why) {
        add(snapshot, "VOLUME_VOLUME_SNAPSHOT_010_014", "delete snapshot:" + why);
    }

    /** Newest first. */
    public List<Message> of(String projectId) {
        return byProject.getOrDefault(projectId, List.of()).reversed();
    }

    private void add(VolumeSnapshot snapshot, String eventId, String text) {
        byProject
                .computeIfAbsent(snapshot.projectId, _ -> new ArrayList<>())
                .add(
                        new Message(
                                ids.uuid(),
                                eventId,
                                text,
                                agenda.instant(),
                                "VOLUME_SNAPSHOT",
                                snapshot.id));
    }
}
