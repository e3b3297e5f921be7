package io.stillframe.snapshot;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a mapping can be made from, and what is asked about it; anything else is not answered. */
final class CloudWithThings {

    static final String OWNER = "project";

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final Map<String, VolumeSnapshot> snapshots = new HashMap<>();
    final Map<String, Volume> volumes = new HashMap<>();
    final Map<String, Image> images = new HashMap<>();
    final Set<MappingKey> unknown = EnumSet.noneOf(MappingKey.class);
    final List<String> calls = new ArrayList<>();

    CloudWithThings volumeSnapshot(
            String id, @Nullable String project, int sizeGib, VolumeSnapshot.Status status) {
        snapshots.put(id, new VolumeSnapshot(id, project, "of-" + id, sizeGib, status, null));
        return this;
    }

    CloudWithThings volume(
            String id,
            @Nullable String project,
            String status,
            int sizeGib,
            @Nullable String type,
            boolean encrypted,
            @Nullable String serverId) {
        volumes.put(
                id,
                new Volume(
                        id,
                        "name",
                        project,
                        status,
                        sizeGib,
                        type,
                        true,
                        encrypted,
                        false,
                        null,
                        null,
                        Map.of(),
                        serverId == null
                                ? List.of()
                                : List.of(new Volume.AttachedTo(serverId, "/dev/vda"))));
        return this;
    }

    CloudWithThings image(
            String id,
            @Nullable String project,
            String visibility,
            Image.Status status,
            long size,
            int minDisk) {
        images.put(
                id,
                new Image(
                        id,
                        "name",
                        project,
                        status,
                        visibility,
                        false,
                        size,
                        minDisk,
                        0,
                        NOW,
                        NOW,
                        Map.of()));
        return this;
    }

    Servers servers() {
        return port(
                Servers.class,
                (_, method, arguments) ->
                        switch (method.getName()) {
                            case "understands" -> !unknown.contains((MappingKey) arguments[0]);
                            default -> throw new UnsupportedOperationException(method.getName());
                        });
    }

    Volumes volumes() {
        return port(
                Volumes.class,
                (_, method, arguments) -> {
                    var ids = (Collection<?>) arguments[0];
                    calls.add("%s %d".formatted(method.getName(), ids.size()));
                    return switch (method.getName()) {
                        case "findSnapshots" -> those(snapshots, ids);
                        case "find" -> those(volumes, ids);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    Images images() {
        return port(
                Images.class,
                (_, method, arguments) -> {
                    if (!method.getName().equals("find")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    calls.add("image " + arguments[0]);
                    return Optional.ofNullable(images.get((String) arguments[0]));
                });
    }

    private static <T> List<T> those(Map<String, T> known, Collection<?> ids) {
        return ids.stream()
                .map(String.class::cast)
                .filter(known::containsKey)
                .map(id -> requireNonNull(known.get(id)))
                .toList();
    }

    private static <T> T port(Class<T> type, InvocationHandler answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
