package io.stillframe.snapshot;

import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells which ways to make the image active are worth a try, before anything is made. */
record ChooseStrategy<F extends OneImage<F>>(Ladder ladder, MappingText mappingText)
        implements Step<F> {

    @Override
    public String name() {
        return "choose-strategy";
    }

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome<F> perform(Run<F> run) {
        var facts = run.facts();
        var climb = ladder.start(facts, facts.sample(run.id().toString(), mappingText));
        return new Outcome.Done<>(facts.at(climb.after(facts.climb())), note(climb));
    }

    private static String note(Climb climb) {
        var tried =
                climb.ahead().stream()
                        .map(rung -> rung.strategy().word())
                        .distinct()
                        .collect(Collectors.joining(", "));
        var refused =
                climb.refused().stream()
                        .map(why -> "%s not: %s".formatted(why.strategy().word(), why.reason()));
        return Stream.concat(Stream.of("will try " + tried), refused)
                .collect(Collectors.joining("; "));
    }
}
