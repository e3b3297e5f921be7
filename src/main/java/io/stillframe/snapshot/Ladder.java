package io.stillframe.snapshot;

import io.stillframe.snapshot.LadderSettings.ImageVolumeRule;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which ways there are to make an image active here, and why the others are none. */
public final class Ladder {

    static final String OPEN_LOCATIONS =
            "An operator can open locations to Stillframe alone: by a second Glance with show_multiple_locations that only Stillframe reaches, given as image_endpoint_override, or from Glance 2.17 on by the role service for Stillframe's user.";
    static final String ADD_A_STORE =
            "An operator can add Cinder to Glance's stores; where there are several stores, stillframe.image-store has to name the one of Cinder.";

    private static final String WITHOUT_ROOT =
            "With root_in_mapping false the image's location is its only root, and %s gives it none.";

    private static final String ONLY_OURS =
            "The root is a volume snapshot of the caller's, which is never given to an image, and stillframe.image-volumes says that no volume is made of it.";

    private static final String NO_DISK =
            "A location is only ever a volume that Stillframe makes of a volume snapshot, and the root of this image is none.";

    private final Images images;
    private final LadderSettings settings;
    private final Experience experience;

    public Ladder(Images images, LadderSettings settings, Experience experience) {
        this.images = images;
        this.settings = settings;
        this.experience = experience;
    }

    /**
     * What one strategy can do in this cloud, as far as that is known.
     *
     * @param available whether it may be asked for
     * @param reason why not, or what is not known yet; null if it works
     * @param remedy what an operator would have to change; null where there is nothing
     */
    public record Prospect(
            Strategy strategy,
            boolean available,
            @Nullable String reason,
            @Nullable String remedy) {}

    /** Of every strategy; while Glance does not say what it offers, that is the reason of each. */
    public List<Prospect> prospects() {
        try {
            var apis = images.apis();
            return Stream.of(Strategy.values()).map(strategy -> prospect(strategy, apis)).toList();
        } catch (Trouble trouble) {
            var reason = trouble.problem().detail();
            return Stream.of(Strategy.values())
                    .map(strategy -> new Prospect(strategy, false, reason, null))
                    .toList();
        }
    }

    private Prospect prospect(Strategy strategy, Set<ImageApi> apis) {
        if (strategy == Strategy.AUTO) {
            return new Prospect(strategy, true, null, null);
        }
        var objection =
                withoutApi(strategy, apis)
                        .or(() ->
                                strategy == Strategy.ROOT_LOCATION
                                        ? learnt(possible(true))
                                        : Optional.empty());
        if (objection.isPresent()) {
            var why = objection.get();
            return new Prospect(strategy, false, why.reason(), why.remedy());
        }
        var untried =
                strategy == Strategy.ROOT_LOCATION
                        && !experience.hasWorked(Rung.ROOT_VOLUME)
                        && !experience.hasWorked(Rung.ROOT_SNAPSHOT);
        return new Prospect(
                strategy,
                true,
                untried ? "Not known yet: no location was tried here lately." : null,
                null);
    }

    /**
     * The rungs to be tried for this snapshot.
     *
     * @param image as it will be, but for the ids of the volume snapshots
     * @throws Trouble if there are none
     */
    Climb start(OneImage<?> facts, NewImage image) {
        var asked = facts.strategy();
        if (image.external() != null) {
            return external(image);
        }
        var byName = asked != Strategy.AUTO;
        var ahead = new ArrayList<Rung>();
        var refused = new ArrayList<StrategyRefusal>();
        for (var strategy : byName ? List.of(asked) : settings.auto()) {
            objection(strategy, facts, image, byName)
                    .ifPresentOrElse(
                            refused::add, () -> ahead.addAll(rungsOf(strategy, facts, byName)));
        }
        if (ahead.isEmpty()) {
            throw new Trouble(noneLeft(asked, refused, null));
        }
        return Climb.of(ahead, refused);
    }

    /** Data elsewhere is a location by either version, and nothing else. */
    private Climb external(NewImage image) {
        var newest = images.apis().contains(ImageApi.V2) ? ImageApi.V2 : ImageApi.V1;
        images.objection(image, newest)
                .ifPresent(why -> {
                    throw new Trouble(ProblemType.UNSUPPORTED_BY_GLANCE.refusal(why));
                });
        return Climb.of(
                List.of(newest == ImageApi.V2 ? Rung.EXTERNAL : Rung.EXTERNAL_AT_ONCE), List.of());
    }

    /**
     * Glance does not take the data from where it is.
     *
     * @param cause what it said; null if it said nothing
     */
    static Problem notTaken(StrategyRefusal refused, @Nullable Problem cause) {
        return new Problem(
                ProblemType.LOCATION_NOT_ALLOWED.word(),
                refused.sentence(),
                cause == null ? null : cause.upstream(),
                false,
                false,
                null);
    }

    /**
     * @param cause what was the last to refuse; null if nothing was asked for
     */
    static Problem noneLeft(
            Strategy asked, List<StrategyRefusal> refused, @Nullable Problem cause) {
        var auto = asked == Strategy.AUTO;
        var overQuota =
                !auto && cause != null && cause.type().equals(ProblemType.OVER_QUOTA.word());
        var type = overQuota ? ProblemType.OVER_QUOTA : ProblemType.STRATEGY_UNAVAILABLE;
        var sentences =
                Climb.of(List.of(), refused).strategiesRefused().stream()
                        .map(why ->
                                auto
                                        ? why.strategy().word() + ": " + why.sentence()
                                        : why.sentence())
                        .collect(Collectors.joining(" "));
        return new Problem(
                type.word(),
                auto ? "No strategy works here. " + sentences : sentences,
                cause == null ? null : cause.upstream(),
                false,
                false,
                null);
    }

    private Optional<StrategyRefusal> objection(
            Strategy strategy, OneImage<?> facts, NewImage image, boolean byName) {
        return withoutApi(strategy, images.apis())
                .or(() ->
                        switch (strategy) {
                            case ROOT_LOCATION -> againstLocation(facts, byName);
                            case ZERO_SIZE, EMPTY_UPLOAD -> withoutRoot(strategy, facts);
                            case AUTO -> Optional.empty();
                        })
                .or(() ->
                        images.objection(image, apiOf(strategy))
                                .map(why -> refusal(strategy, why)));
    }

    private static ImageApi apiOf(Strategy strategy) {
        return strategy == Strategy.ZERO_SIZE ? ImageApi.V1 : ImageApi.V2;
    }

    private static Optional<StrategyRefusal> withoutApi(Strategy strategy, Set<ImageApi> apis) {
        if (strategy == Strategy.ZERO_SIZE && !apis.contains(ImageApi.V1)) {
            return Optional.of(
                    refusal(
                            strategy,
                            "This Glance has no Image API v1, which left Glance with the release Rocky; only v1 activates an image by size 0."));
        }
        if (strategy != Strategy.ZERO_SIZE && !apis.contains(ImageApi.V2)) {
            return Optional.of(
                    refusal(
                            strategy,
                            "This Glance has no Image API v2, only v1: zero-size is for it."));
        }
        return Optional.empty();
    }

    /** What was learnt counts for auto alone: who asks by name may have changed the cloud. */
    private Optional<StrategyRefusal> againstLocation(OneImage<?> facts, boolean byName) {
        var root = facts.rootDisk();
        if (root == null) {
            return Optional.of(refusal(Strategy.ROOT_LOCATION, NO_DISK));
        }
        if (root.encrypted()) {
            return Optional.of(
                    refusal(
                            Strategy.ROOT_LOCATION,
                            "The root volume is encrypted, as far as can be seen, and an image that holds it would hold its ciphertext; ask for auto or empty-upload."));
        }
        var possible = possible(root.ours());
        if (possible.isEmpty()) {
            return Optional.of(refusal(Strategy.ROOT_LOCATION, ONLY_OURS));
        }
        return byName ? Optional.empty() : learnt(possible);
    }

    private static Optional<StrategyRefusal> withoutRoot(Strategy strategy, OneImage<?> facts) {
        return facts.hasRootWithoutLocation()
                ? Optional.empty()
                : Optional.of(refusal(strategy, WITHOUT_ROOT.formatted(strategy.word())));
    }

    /** Why no rung of root-location is worth a try at present; empty if one is. */
    private Optional<StrategyRefusal> learnt(List<Rung> possible) {
        var refusals = new ArrayList<StrategyRefusal>();
        for (var rung : possible) {
            var refusal = experience.refusalOf(rung);
            if (refusal.isEmpty()) {
                return Optional.empty();
            }
            refusals.add(refusal.get());
        }
        return Optional.of(StrategyRefusal.together(refusals));
    }

    private List<Rung> rungsOf(Strategy strategy, OneImage<?> facts, boolean byName) {
        return switch (strategy) {
            case AUTO -> List.of();
            case ZERO_SIZE -> List.of(Rung.ZERO_SIZE);
            case EMPTY_UPLOAD -> List.of(Rung.EMPTY_UPLOAD);
            case ROOT_LOCATION -> {
                var root = facts.rootDisk();
                var possible = possible(root != null && root.ours());
                yield possible.stream().filter(rung -> worthATry(rung, possible, byName)).toList();
            }
        };
    }

    /** By name all is tried again, unless there is something better than what was refused. */
    private boolean worthATry(Rung rung, List<Rung> possible, boolean byName) {
        return experience.refusalOf(rung).isEmpty()
                || (byName && (rung != Rung.ROOT_SNAPSHOT || possible.size() == 1));
    }

    /**
     * @param ofOurs whether the volume snapshot is one that the run took: no other is ever a
     *     location
     */
    private List<Rung> possible(boolean ofOurs) {
        return ofOurs && experience.hasWorked(Rung.ROOT_SNAPSHOT)
                ? List.of(Rung.ROOT_SNAPSHOT)
                : allowed().stream().filter(rung -> ofOurs || rung != Rung.ROOT_SNAPSHOT).toList();
    }

    private List<Rung> allowed() {
        if (settings.imageVolumes() == ImageVolumeRule.NEVER) {
            return List.of(Rung.ROOT_SNAPSHOT);
        }
        return settings.imageVolumes() == ImageVolumeRule.ALWAYS
                        || experience.hasWorked(Rung.ROOT_VOLUME)
                ? List.of(Rung.ROOT_SNAPSHOT, Rung.ROOT_VOLUME)
                : List.of(Rung.ROOT_SNAPSHOT, Rung.PROBE_VOLUME, Rung.ROOT_VOLUME);
    }

    private static StrategyRefusal refusal(Strategy strategy, String reason) {
        return new StrategyRefusal(strategy, reason, null);
    }
}
