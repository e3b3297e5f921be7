package io.stillframe.snapshot;

import io.stillframe.workflow.Admission;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Event;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What callers do to have images made. Every refusal is a {@link io.stillframe.workflow.Trouble};
 * another project's are not there.
 */
public final class ImageCreations {

    private final Plan<ImageCreation> plan;
    private final Patience patience;
    private final Decider<ImageCreation> decider;
    private final Admission<ImageCreation> admission;
    private final Runs<ImageCreation> runs;
    private final Volumes volumes;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    public ImageCreations(
            Plan<ImageCreation> plan,
            Patience patience,
            Runs<ImageCreation> runs,
            Volumes volumes,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.plan = plan;
        this.patience = patience;
        this.decider = new Decider<>(plan, patience);
        this.admission = new Admission<>(plan, decider);
        this.runs = runs;
        this.volumes = volumes;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Starts to make an image, or finds what the same request started before. As with snapshots,
     * whether the project has too many under way is looked at before the cloud is asked.
     *
     * @param key the caller's own, null without one
     * @param requestId under which it is asked for, null if that has none
     */
    public Run<ImageCreation> create(
            String project,
            ImageRequest request,
            @Nullable RequestKey key,
            @Nullable String requestId) {
        var before =
                key == null
                        ? Optional.<Start<ImageCreation>>empty()
                        : runs.startedWith(project, key);
        return Snapshots.started(
                before.or(() -> runs.full(project))
                        .orElseGet(() ->
                                runs.start(
                                        admission.admit(
                                                Snapshots.askedForBy(
                                                        requestId, planned(project, request))),
                                        key)));
    }

    public Optional<Run<ImageCreation>> find(Whose whose, UUID id) {
        return runs.find(id).filter(whose::includes);
    }

    /**
     * The creation that made a volume to be this image's location. The volume's mark tells where to
     * look; an image without data has none.
     */
    public Optional<Run<ImageCreation>> withVolumeOf(Whose whose, Image image) {
        var size = image.size();
        return size == null || size == 0
                ? Optional.empty()
                : volumes.list().stream()
                        .flatMap(volume -> Stream.ofNullable(volume.mark()))
                        .distinct()
                        .flatMap(mark -> Snapshots.id(mark).stream())
                        .flatMap(id -> find(whose, id).stream())
                        .filter(run -> image.id().equals(run.facts().imageId()))
                        .findFirst();
    }

    /**
     * Its image was deleted: sees that the volume goes, too, which Glance's answer says nothing
     * about.
     */
    public void imageDeleted(Run<ImageCreation> run, String by) {
        runs.find(run.id())
                .filter(now -> now.phase() instanceof Phase.Succeeded)
                .map(now ->
                        decider.decide(
                                now,
                                new Event.UndoRequested<>(new Reason.Deleted(by)),
                                clock.instant()))
                .ifPresent(runs::storeAndWake);
    }

    /** What the making of images has left and could not remove. */
    public List<LeftBehind> leftovers(Whose whose) {
        return runs.toBeLookedAtAgain(whose.owner()).stream()
                .flatMap(run ->
                        Leftovers.ofCreation(run).stream()
                                .<LeftBehind>map(what ->
                                        new LeftBehind.ByImageCreation(
                                                run.id(), run.owner(), what)))
                .toList();
    }

    /** It works on nothing but what it makes: it is its own subject. */
    private Run<ImageCreation> planned(String project, ImageRequest request) {
        var id = ids.get();
        return Run.of(
                id,
                plan,
                project,
                id.toString(),
                ImageCreation.of(request),
                patience,
                clock.instant());
    }
}
