package io.stillframe.sandbox.world;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Cinder snapshot of one volume. Only the rules of {@link VolumeSnapshots} change it. */
public final class VolumeSnapshot implements Shelf.Item {

    final String id;
    final String projectId;
    final String userId;
    final Volume volume;
    final int sizeGib;
    final Instant createdAt;
    final Map<String, String> metadata = new LinkedHashMap<>();
    final Set<Volume> children = new LinkedHashSet<>();
    @Nullable String name;
    @Nullable String description;
    String status = "creating";
    boolean everAvailable;
    @Nullable Instant updatedAt;

    /** Cinder books it to the project that asks, which need not be the volume's. */
    VolumeSnapshot(String id, Caller owner, Volume volume, Instant createdAt) {
        this.id = id;
        this.projectId = owner.project().id();
        this.userId = owner.user().id();
        this.volume = volume;
        this.sizeGib = volume.sizeGib;
        this.createdAt = createdAt;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String projectId() {
        return projectId;
    }

    public String userId() {
        return userId;
    }

    public Volume volume() {
        return volume;
    }

    public int sizeGib() {
        return sizeGib;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant updatedAt() {
        return updatedAt;
    }

    public @Nullable String name() {
        return name;
    }

    public @Nullable String description() {
        return description;
    }

    public String status() {
        return status;
    }

    public String progress() {
        return everAvailable ? "100%" : "0%";
    }

    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** The volumes made from it that are still there. */
    public Set<Volume> children() {
        return Collections.unmodifiableSet(children);
    }

    void become(String newStatus, Instant when) {
        status = newStatus;
        everAvailable |= newStatus.equals("available");
        updatedAt = when;
    }

    @Override
    public String toString() {
        return "volume snapshot %s of %s (%s, %s)".formatted(id, volume.id, name, status);
    }
}
