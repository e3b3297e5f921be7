package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import io.stillframe.workflow.Trouble;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a mapping that the cloud's Nova would not boot: what it does not know, and what is not
 * there, not the project's, or not ready.
 */
record CheckMapping(Servers servers, Volumes volumes, Images images)
        implements Step<ImageCreation> {

    @Override
    public String name() {
        return "check-mapping";
    }

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome<ImageCreation> perform(Run<ImageCreation> run) {
        var request = run.facts().request();
        var mapping = request.mapping();
        refuseUnknownKeys(mapping);
        var sources = sources(mapping, run.owner());
        for (int i = 0; i < mapping.size(); i++) {
            sources.check(MappingEntry.place(i), mapping.get(i));
        }
        var root = mapping.stream().filter(BlockDevice::isRoot).findFirst();
        root.ifPresent(device -> refuseSmallRoot(request, device, sources));
        var facts =
                run.facts()
                        .checked(root.map(sources::rootDisk).orElse(null))
                        .warned(sources.warnings(mapping));
        return new Outcome.Done<>(facts, note(mapping));
    }

    private static String note(List<BlockDevice> mapping) {
        return mapping.isEmpty()
                ? "the image has no mapping"
                : "all of the %d entries can be booted".formatted(mapping.size());
    }

    private void refuseUnknownKeys(List<BlockDevice> mapping) {
        for (var key : MappingKey.values()) {
            for (int i = 0; i < mapping.size(); i++) {
                if (isSaid(key, mapping.get(i)) && !servers.understands(key)) {
                    throw new Trouble(
                            ProblemType.INVALID_MAPPING.refusal(
                                    "%s: %s came with compute %s, and the Nova of this cloud is older: it refuses to boot an image whose mapping says it. Leave it out."
                                            .formatted(
                                                    MappingEntry.place(i),
                                                    key.word(),
                                                    key.since())));
                }
            }
        }
    }

    private static boolean isSaid(MappingKey key, BlockDevice device) {
        return switch (key) {
            case TAG -> device.tag() != null;
            case VOLUME_TYPE -> device.volumeType() != null;
        };
    }

    private MappingSources sources(List<BlockDevice> mapping, String owner) {
        var snapshots =
                known(
                        ids(mapping.stream().map(BlockDevice::snapshotId)),
                        volumes::findSnapshots,
                        VolumeSnapshot::id);
        var origin =
                mapping.stream()
                        .filter(BlockDevice::isRoot)
                        .flatMap(device -> MappingSources.found(snapshots, device.snapshotId()))
                        .map(VolumeSnapshot::volumeId);
        var volumeIds = mapping.stream().map(BlockDevice::volumeId);
        return new MappingSources(
                owner,
                snapshots,
                known(ids(Stream.concat(volumeIds, origin)), volumes::find, Volume::id),
                images(ids(mapping.stream().map(BlockDevice::imageId))));
    }

    private Map<String, Image> images(Set<String> ids) {
        var found = new HashMap<String, Image>();
        ids.forEach(id -> images.find(id).ifPresent(image -> found.put(id, image)));
        return found;
    }

    private static Set<String> ids(Stream<@Nullable String> ids) {
        return ids.flatMap(Stream::ofNullable).collect(Collectors.toSet());
    }

    private static <T> Map<String, T> known(
            Set<String> ids, Function<Collection<String>, List<T>> find, Function<T, String> id) {
        var there = ids.isEmpty() ? List.<T>of() : find.apply(ids);
        return there.stream().collect(Collectors.toMap(id, Function.identity(), (one, _) -> one));
    }

    /** Cinder, or Nova before it, refuses a root that is smaller than the image asks for. */
    private static void refuseSmallRoot(
            ImageRequest request, BlockDevice root, MappingSources sources) {
        sources.size(root)
                .filter(size -> size < request.minDisk())
                .ifPresent(size -> {
                    throw new Trouble(
                            ProblemType.INVALID_MAPPING.refusal(
                                    "%s: the root has %d GiB, and min_disk asks for %d. Ask for a larger volume_size or a smaller min_disk."
                                            .formatted(
                                                    MappingEntry.place(
                                                            request.mapping().indexOf(root)),
                                                    size,
                                                    request.minDisk())));
                });
    }
}
