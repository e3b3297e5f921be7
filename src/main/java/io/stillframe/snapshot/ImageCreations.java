package io.stillframe.snapshot;

import io.stillframe.workflow.Admission;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Runs;
import io.stillframe.workflow.Runs.RequestKey;
import io.stillframe.workflow.Runs.Start;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers do to have images made. Every refusal is a {@link io.stillframe.workflow.Trouble};
 * another project's are not there.
 */
public final class ImageCreations {

    private final Plan<ImageCreation> plan;
    private final Patience patience;
    private final Admission<ImageCreation> admission;
    private final Runs<ImageCreation> runs;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    public ImageCreations(
            Plan<ImageCreation> plan,
            Patience patience,
            Runs<ImageCreation> runs,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.plan = plan;
        this.patience = patience;
        this.admission = new Admission<>(plan, new Decider<>(plan, patience));
        this.runs = runs;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Starts to make an image, or finds what the same request started before.
     *
     * @param key the caller's own, null without one
     */
    public Run<ImageCreation> create(
            String project, ImageRequest request, @Nullable RequestKey key) {
        var before =
                key == null
                        ? Optional.<Start<ImageCreation>>empty()
                        : runs.startedWith(project, key);
        return Snapshots.started(
                before.orElseGet(
                        () -> runs.start(admission.admit(planned(project, request)), key)));
    }

    public Optional<Run<ImageCreation>> find(String project, UUID id) {
        return runs.find(id).filter(run -> run.owner().equals(project));
    }

    /** What the making of the project's images has left and could not remove. */
    public List<LeftBehind> leftovers(String project) {
        return leftBehind(runs.toBeLookedAtAgain(project));
    }

    /** The same of all projects. */
    public List<LeftBehind> allLeftovers() {
        return leftBehind(runs.toBeLookedAtAgain(null));
    }

    private static List<LeftBehind> leftBehind(List<Run<ImageCreation>> runs) {
        return runs.stream()
                .flatMap(run ->
                        Leftovers.ofCreation(run).stream()
                                .<LeftBehind>map(
                                        what -> new LeftBehind.ByImageCreation(run.id(), what)))
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
