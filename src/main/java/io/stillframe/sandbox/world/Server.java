package io.stillframe.sandbox.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Nova server. Only the rules of {@link Servers} change it. */
public final class Server implements Shelf.Item {

    final String id;
    final Project project;
    final String userId;
    final Flavor flavor;
    final Instant createdAt;
    final @Nullable String imageId;
    final List<Attachment> attachments = new ArrayList<>();
    final Map<String, String> metadata = new LinkedHashMap<>();
    String name;
    String status = "BUILD";
    @Nullable String taskState;
    @Nullable String rootDevice;
    @Nullable String faultMessage;
    @Nullable Instant launchedAt;
    Instant updatedAt;

    Server(
            String id,
            Caller owner,
            String name,
            Flavor flavor,
            @Nullable String imageId,
            Instant createdAt) {
        this.id = id;
        this.project = owner.project();
        this.userId = owner.user().id();
        this.name = name;
        this.flavor = flavor;
        this.imageId = imageId;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String projectId() {
        return project.id();
    }

    public String userId() {
        return userId;
    }

    public String name() {
        return name;
    }

    public Flavor flavor() {
        return flavor;
    }

    /** The image that the boot request named, even where its mapping made volumes of the disks. */
    public @Nullable String imageId() {
        return imageId;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public @Nullable Instant launchedAt() {
        return launchedAt;
    }

    public String status() {
        return status;
    }

    /** In Nova's own words, which are not those of the status. */
    public String vmState() {
        return switch (status) {
            case "BUILD" -> "building";
            case "SHUTOFF" -> "stopped";
            default -> status.toLowerCase(Locale.ROOT);
        };
    }

    public int powerState() {
        return switch (status) {
            case "ACTIVE" -> 1;
            case "PAUSED" -> 3;
            case "SHUTOFF", "SUSPENDED" -> 4;
            default -> 0;
        };
    }

    public @Nullable String taskState() {
        return taskState;
    }

    public @Nullable String rootDevice() {
        return rootDevice;
    }

    public @Nullable String faultMessage() {
        return faultMessage;
    }

    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    public List<Attachment> attachments() {
        return Collections.unmodifiableList(attachments);
    }

    void become(String newStatus, @Nullable String newTask, Instant when) {
        status = newStatus;
        taskState = newTask;
        updatedAt = when;
    }

    @Override
    public String toString() {
        return "server %s (%s, %s, %d volumes)".formatted(id, name, status, attachments.size());
    }
}
