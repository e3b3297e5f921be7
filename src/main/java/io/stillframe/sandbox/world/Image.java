package io.stillframe.sandbox.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Glance image. Only the rules of {@link Images} change it. */
public final class Image implements Shelf.Item {

    /** Where the data of an image is, as its store writes it. */
    public record Location(String url, Map<String, Object> metadata) {}

    private static final byte[] NOTHING = {};

    final String id;
    String owner;
    final Instant createdAt;
    final Map<String, @Nullable String> properties = new LinkedHashMap<>();

    /** Each name that a property ever had here, also a removed one, by how the database sees it. */
    final Map<String, String> names = new LinkedHashMap<>();

    final Map<String, Boolean> members = new LinkedHashMap<>();
    final List<String> tags = new ArrayList<>();
    final List<Location> locations = new ArrayList<>();
    @Nullable String name;
    @Nullable String diskFormat;
    @Nullable String containerFormat;
    @Nullable String checksum;
    @Nullable String hash;
    @Nullable Long size;
    @Nullable Long virtualSize;
    String visibility = "shared"; // Glance's own default, and seldom what somebody wants
    String status = "queued";
    boolean isProtected;
    boolean hidden;
    int minRam;
    int minDisk;
    byte[] data = NOTHING;
    Instant updatedAt;
    boolean deleted;
    @Nullable Instant deletedAt;

    Image(String id, String owner, Instant createdAt) {
        this.id = id;
        this.owner = owner;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    /** To try a change on: it counts only once {@link #take} has taken it over. */
    Image draft() {
        var draft = new Image(id, owner, createdAt);
        draft.take(this);
        return draft;
    }

    void take(Image other) {
        owner = other.owner;
        replace(properties, other.properties);
        replace(names, other.names);
        replace(members, other.members);
        replace(tags, other.tags);
        replace(locations, other.locations);
        name = other.name;
        diskFormat = other.diskFormat;
        containerFormat = other.containerFormat;
        checksum = other.checksum;
        hash = other.hash;
        size = other.size;
        virtualSize = other.virtualSize;
        visibility = other.visibility;
        status = other.status;
        isProtected = other.isProtected;
        hidden = other.hidden;
        minRam = other.minRam;
        minDisk = other.minDisk;
        data = other.data;
        updatedAt = other.updatedAt;
        deleted = other.deleted;
        deletedAt = other.deletedAt;
    }

    /** What stays of it for ever: its id, and what version 1 tells of deleted images. */
    void bury(Instant now) {
        properties.clear();
        members.clear();
        locations.clear();
        data = NOTHING;
        status = "deleted";
        deleted = true;
        deletedAt = now;
        updatedAt = now;
    }

    private static <K, V extends @Nullable Object> void replace(Map<K, V> mine, Map<K, V> theirs) {
        mine.clear();
        mine.putAll(theirs);
    }

    private static <T> void replace(List<T> mine, List<T> theirs) {
        mine.clear();
        mine.addAll(theirs);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String projectId() {
        return owner;
    }

    /** Null for an image that an administrator made for nobody. */
    public @Nullable String owner() {
        return owner.isEmpty() ? null : owner;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public @Nullable String name() {
        return name;
    }

    public String status() {
        return status;
    }

    public String visibility() {
        return visibility;
    }

    public @Nullable String diskFormat() {
        return diskFormat;
    }

    public @Nullable String containerFormat() {
        return containerFormat;
    }

    /** The MD5 of the data, if it has any. */
    public @Nullable String checksum() {
        return checksum;
    }

    /** The SHA-512 of the data, if it has any. */
    public @Nullable String hash() {
        return hash;
    }

    public @Nullable Long size() {
        return size;
    }

    /** Only as somebody said it: the sandbox looks into no data. */
    public @Nullable Long virtualSize() {
        return virtualSize;
    }

    public boolean isDeleted() {
        return deleted;
    }

    public @Nullable Instant deletedAt() {
        return deletedAt;
    }

    public boolean isProtected() {
        return isProtected;
    }

    public boolean hidden() {
        return hidden;
    }

    public int minRam() {
        return minRam;
    }

    public int minDisk() {
        return minDisk;
    }

    /** Of those without a value empty ones are made. */
    public Map<String, String> properties() {
        var visible = new LinkedHashMap<String, String>();
        properties.forEach((name, value) -> visible.put(name, value == null ? "" : value));
        return visible;
    }

    /** A property may be there and have no value: version 1 makes such, and both show them. */
    public Map<String, @Nullable String> propertiesWithNulls() {
        return Collections.unmodifiableMap(properties);
    }

    /** The projects that it is shared with, and whether they may share it further. */
    public Map<String, Boolean> members() {
        return Collections.unmodifiableMap(members);
    }

    public List<String> tags() {
        return Collections.unmodifiableList(tags);
    }

    public List<Location> locations() {
        return Collections.unmodifiableList(locations);
    }

    /** What Cinder notes at a volume that it makes from this image. */
    public Map<String, String> asVolumeImageMetadata() {
        var metadata = properties();
        metadata.put("image_id", id);
        putIfThere(metadata, "image_name", name);
        putIfThere(metadata, "checksum", checksum);
        putIfThere(metadata, "container_format", containerFormat);
        putIfThere(metadata, "disk_format", diskFormat);
        metadata.put("min_disk", Integer.toString(minDisk));
        metadata.put("min_ram", Integer.toString(minRam));
        metadata.put("size", Long.toString(size == null ? 0 : size));
        return metadata;
    }

    private static void putIfThere(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    @Override
    public String toString() {
        return "image %s (%s, %s)".formatted(id, name, status);
    }
}
