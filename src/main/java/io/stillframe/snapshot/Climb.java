package io.stillframe.snapshot;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come up the ladder of ways to make its image active.
 *
 * @param ahead the rungs still to be tried, the present one first
 * @param refused why strategies, or single rungs of them, were left
 * @param taken the strategy that made the image active; null until one has
 * @param madeVolumes whether a volume was ever asked for: then they are looked for by their mark
 * @param volume made for the present rung, and kept by the last one; null without
 * @param accepted when Glance accepted a location that it is still looking at; null if it is not
 * @param tidying a rung was left, and what it made goes before the next begins
 */
public record Climb(
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Rung> ahead,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Refusal> refused,
        @Nullable Strategy taken,
        boolean madeVolumes,
        @Nullable ImageVolume volume,
        @Nullable Instant accepted,
        boolean tidying) {

    static final Climb NOT_BEGUN = new Climb(List.of(), List.of(), null, false, null, null, false);

    public Climb {
        ahead = List.copyOf(ahead);
        refused = List.copyOf(refused);
    }

    /**
     * A volume that this run makes to be its image's location.
     *
     * @param id null until Cinder has named it
     * @param asked when it was asked for
     */
    public record ImageVolume(@Nullable String id, Instant asked) {}

    static Climb of(List<Rung> ahead, List<Refusal> refused) {
        return new Climb(ahead, refused, null, false, null, null, false);
    }

    /** Of the volume made for the present rung; null without, or until Cinder has named it. */
    public @Nullable String volumeId() {
        return volume == null ? null : volume.id();
    }

    Rung rung() {
        return ahead.getFirst();
    }

    /** The strategies given up, each once, with all that was said about it. */
    public List<Refusal> strategiesRefused() {
        var given = new ArrayList<Refusal>();
        for (var strategy : Strategy.values()) {
            var ofIt = refused.stream().filter(one -> one.strategy() == strategy).toList();
            if (!ofIt.isEmpty() && strategy != taken && !isAhead(strategy)) {
                given.add(together(ofIt));
            }
        }
        return given;
    }

    /** Several refusals of one strategy as one; what helps against the last of them helps. */
    static Refusal together(List<Refusal> refusals) {
        var last = refusals.getLast();
        var reasons = refusals.stream().map(Refusal::reason).distinct().toList();
        return new Refusal(last.strategy(), String.join(" ", reasons), last.remedy());
    }

    boolean isAhead(Strategy strategy) {
        return ahead.stream().anyMatch(rung -> rung.strategy() == strategy);
    }

    /** The present rung is the one. */
    Climb arrived() {
        return new Climb(ahead, refused, rung().strategy(), madeVolumes, volume, null, false);
    }

    /** The present rung has shown what it was to show; what it made goes. */
    Climb passed() {
        var next = ahead.subList(1, ahead.size());
        return new Climb(next, refused, null, madeVolumes, volume, null, true);
    }

    /** The present rung is left; what it made goes. */
    Climb left(Refusal why) {
        // a store that does not take an empty volume takes no other
        var next =
                ahead.stream()
                        .skip(1)
                        .filter(rung -> rung() != Rung.PROBE_VOLUME || rung != Rung.ROOT_VOLUME)
                        .toList();
        return new Climb(next, and(why), null, madeVolumes, volume, null, true);
    }

    /** All rungs of the strategy are left. */
    Climb without(Refusal why) {
        return new Climb(others(why), and(why), null, madeVolumes, volume, null, true);
    }

    /** The strategy is left out before anything was made for it. */
    Climb beforehandWithout(Refusal why) {
        return of(others(why), and(why));
    }

    private List<Rung> others(Refusal why) {
        return ahead.stream().filter(rung -> rung.strategy() != why.strategy()).toList();
    }

    private List<Refusal> and(Refusal why) {
        return Stream.concat(refused.stream(), Stream.of(why)).toList();
    }

    Climb asking(Instant now) {
        return with(new ImageVolume(null, now));
    }

    Climb with(@Nullable ImageVolume made) {
        var ever = madeVolumes || made != null;
        return new Climb(ahead, refused, taken, ever, made, accepted, tidying);
    }

    Climb acceptedAt(Instant now) {
        return new Climb(ahead, refused, taken, madeVolumes, volume, now, tidying);
    }

    /** What the rung that was left had made is gone. */
    Climb tidied() {
        return new Climb(ahead, refused, taken, madeVolumes, null, null, false);
    }
}
