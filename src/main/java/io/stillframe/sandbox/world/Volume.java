package io.stillframe.sandbox.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Cinder volume. Only the rules of {@link Volumes} change it. */
public final class Volume implements Shelf.Item {

    final String id;
    final String projectId;
    final String userId;
    final Instant createdAt;
    final VolumeType type;
    final @Nullable VolumeSnapshot origin;
    final @Nullable Volume source;
    final Map<String, String> metadata = new LinkedHashMap<>();
    final Map<String, String> imageMetadata = new LinkedHashMap<>();
    final List<Attachment> attachments = new ArrayList<>();
    final Set<VolumeSnapshot> snapshots = new LinkedHashSet<>();
    @Nullable String name;
    @Nullable String description;
    int sizeGib;
    boolean bootable;
    boolean multiattach;
    boolean encrypted;
    String status = "creating";
    @Nullable Instant updatedAt;

    Volume(String id, Caller owner, VolumeType type, VolumeWish wish, Instant createdAt) {
        this.id = id;
        this.projectId = owner.project().id();
        this.userId = owner.user().id();
        this.type = type;
        this.origin = wish.origin();
        this.source = wish.source();
        this.createdAt = createdAt;
        this.multiattach = type.multiattach();
        this.encrypted = type.encrypted();
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

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant updatedAt() {
        return updatedAt;
    }

    public VolumeType type() {
        return type;
    }

    /** The volume snapshot that it was made from; it may be gone by now. */
    public @Nullable VolumeSnapshot origin() {
        return origin;
    }

    /** The volume that it is a clone of; it may be gone by now. */
    public @Nullable Volume source() {
        return source;
    }

    public @Nullable String name() {
        return name;
    }

    public @Nullable String description() {
        return description;
    }

    public int sizeGib() {
        return sizeGib;
    }

    public String status() {
        return status;
    }

    public boolean bootable() {
        return bootable;
    }

    public boolean encrypted() {
        return encrypted;
    }

    public boolean multiattach() {
        return multiattach;
    }

    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    public Map<String, String> imageMetadata() {
        return Collections.unmodifiableMap(imageMetadata);
    }

    public List<Attachment> attachments() {
        return Collections.unmodifiableList(attachments);
    }

    public Set<VolumeSnapshot> snapshots() {
        return Collections.unmodifiableSet(snapshots);
    }

    /** What Cinder takes over from the volume that the data is of. */
    void inherit(Volume parent) {
        bootable = parent.bootable;
        imageMetadata.putAll(parent.imageMetadata);
    }

    void become(String newStatus, Instant when) {
        status = newStatus;
        updatedAt = when;
    }

    @Override
    public String toString() {
        return "volume %s (%s, %d GiB, %s)".formatted(id, name, sizeGib, status);
    }
}
