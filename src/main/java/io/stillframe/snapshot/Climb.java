package io.stillframe.snapshot;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come up the ladder of ways to make its image active.
 *
 * @param ahead the rungs still to be tried, the present one first
 * @param refused why strategies, or single rungs of them, were left
 * @param taken the strategy that made the image active; null until one has
 * @param askedVolumesFor the rungs for which a volume was ever asked for
 * @param volume made for the present rung, and kept by the last one; null without
 * @param seen ids of the marked volumes that there were when last looked
 * @param formerImages ids of images that were given up: one may still appear late
 * @param lateImage the one of them that had appeared when last looked; null for none
 * @param accepted when Glance accepted a location that it is still looking at; null if it is not
 * @param tidying a rung was left, and what it made goes before the next begins
 */
public record Climb(
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Rung> ahead,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<StrategyRefusal> refused,
        @Nullable Strategy taken,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Rung> askedVolumesFor,
        @Nullable ImageVolume volume,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> seen,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> formerImages,
        @Nullable String lateImage,
        @Nullable Instant accepted,
        boolean tidying) {

    static final Climb NOT_BEGUN = of(List.of(), List.of());

    public Climb {
        ahead = List.copyOf(ahead);
        refused = List.copyOf(refused);
        askedVolumesFor = List.copyOf(askedVolumesFor);
        seen = List.copyOf(seen);
        formerImages = List.copyOf(formerImages);
    }

    /**
     * A volume that this run makes to be its image's location.
     *
     * @param id null until Cinder has named it
     * @param asked when it was asked for
     */
    public record ImageVolume(@Nullable String id, Instant asked) {}

    static Climb of(List<Rung> ahead, List<StrategyRefusal> refused) {
        return new Climb(
                ahead, refused, null, List.of(), null, List.of(), List.of(), null, null, false);
    }

    /** Beginning, but with what may still appear of an earlier try. */
    Climb after(Climb earlier) {
        return new Climb(
                ahead,
                refused,
                taken,
                earlier.askedVolumesFor,
                volume,
                seen,
                earlier.formerImages,
                lateImage,
                accepted,
                tidying);
    }

    /** Of the volume made for the present rung; null without, or until Cinder has named it. */
    public @Nullable String volumeId() {
        return volume == null ? null : volume.id();
    }

    Rung rung() {
        return ahead.getFirst();
    }

    /** The strategies given up, each once, with all that was said about it. */
    public List<StrategyRefusal> strategiesRefused() {
        return Stream.of(Strategy.values())
                .filter(strategy -> strategy != taken && !isAhead(strategy))
                .map(strategy -> refused.stream().filter(one -> one.strategy() == strategy))
                .map(Stream::toList)
                .filter(ofIt -> !ofIt.isEmpty())
                .map(StrategyRefusal::together)
                .toList();
    }

    private boolean isAhead(Strategy strategy) {
        return ahead.stream().anyMatch(rung -> rung.strategy() == strategy);
    }

    /** The present rung is the one. */
    Climb arrived() {
        return with(ahead, refused, rung().strategy(), volume, null, false);
    }

    /** The present rung has shown what it was to show; what it made goes. */
    Climb passed() {
        return with(ahead.subList(1, ahead.size()), refused, null, volume, null, true);
    }

    /** The present rung is left; what it made goes. */
    Climb left(StrategyRefusal why) {
        // a store that does not take an empty volume takes no other
        var next =
                ahead.stream()
                        .skip(1)
                        .filter(rung -> rung() != Rung.PROBE_VOLUME || rung != Rung.ROOT_VOLUME)
                        .toList();
        return with(next, and(why), null, volume, null, true);
    }

    /** All rungs of the strategy are left. */
    Climb without(StrategyRefusal why) {
        return with(others(why), and(why), null, volume, null, true);
    }

    /** The strategy is left out before anything was made for it. */
    Climb beforehandWithout(StrategyRefusal why) {
        return of(others(why), and(why));
    }

    private List<Rung> others(StrategyRefusal why) {
        return ahead.stream().filter(rung -> rung.strategy() != why.strategy()).toList();
    }

    private List<StrategyRefusal> and(StrategyRefusal why) {
        return Stream.concat(refused.stream(), Stream.of(why)).toList();
    }

    /** A volume is asked for, for the present rung. */
    Climb asking(Instant now) {
        var all = Stream.concat(askedVolumesFor.stream(), Stream.of(rung())).distinct().toList();
        return new Climb(
                ahead,
                refused,
                taken,
                all,
                new ImageVolume(null, now),
                seen,
                formerImages,
                lateImage,
                accepted,
                tidying);
    }

    Climb with(@Nullable ImageVolume made) {
        return with(ahead, refused, taken, made, accepted, tidying);
    }

    Climb acceptedAt(Instant now) {
        return with(ahead, refused, taken, volume, now, tidying);
    }

    /** What the rung that was left had made is gone, or no longer in the way. */
    Climb tidied() {
        return with(ahead, refused, taken, null, null, false);
    }

    Climb seeing(Collection<Volume> marked) {
        var ids = marked.stream().map(Volume::id).sorted().toList();
        return new Climb(
                ahead,
                refused,
                taken,
                askedVolumesFor,
                volume,
                ids,
                formerImages,
                lateImage,
                accepted,
                tidying);
    }

    /** The same when all has had the time to be seen: a volume that is not among them is gone. */
    Climb seeingAll(Collection<Volume> marked) {
        var known = volumeId();
        return marked.stream().anyMatch(volume -> volume.id().equals(known))
                ? seeing(marked)
                : seeing(marked).with(null);
    }

    Climb withLateImage(@Nullable String id) {
        return new Climb(
                ahead,
                refused,
                taken,
                askedVolumesFor,
                volume,
                seen,
                formerImages,
                id,
                accepted,
                tidying);
    }

    /** The image's id is given up. */
    Climb givingUp(String imageId) {
        var former = Stream.concat(formerImages.stream(), Stream.of(imageId)).distinct().toList();
        return new Climb(
                ahead,
                refused,
                taken,
                askedVolumesFor,
                volume,
                seen,
                former,
                lateImage,
                accepted,
                tidying);
    }

    private Climb with(
            List<Rung> ahead,
            List<StrategyRefusal> refused,
            @Nullable Strategy taken,
            @Nullable ImageVolume volume,
            @Nullable Instant accepted,
            boolean tidying) {
        return new Climb(
                ahead,
                refused,
                taken,
                askedVolumesFor,
                volume,
                seen,
                formerImages,
                lateImage,
                accepted,
                tidying);
    }
}
