package io.stillframe.simulation;

import java.util.List;

/** Slips in what the rules rest on: the decider, what comes after the end, the runner. */
final class WorkflowMistakes {

    private WorkflowMistakes() {}

    static final List<PlantedMistake> ALL =
            List.of(
                    // the decider
                    new PlantedMistake(
                            "undo starts before the step that failed",
                            "going back",
                            "workflow/Decider",
                            "return back(run, step, new Failure(problem));",
                            "return back(run, plan.before(step).map(Step::name).orElse(step), new Failure(problem));"),
                    new PlantedMistake(
                            "a run that has failed begins again by itself",
                            "going back",
                            "workflow/Decider",
                            "because instanceof Retried ? begunAgain(run)",
                            "because instanceof Retried || because instanceof Failure ? begunAgain(run)"),
                    new PlantedMistake(
                            "a change that fails is tried for ever",
                            "attempts",
                            "workflow/Decider",
                            "var spent = problem.mayHaveHappened() && attempt >= patience.attempts();",
                            "var spent = false;"),
                    new PlantedMistake(
                            "a run has no deadline",
                            "deadlines",
                            "workflow/Decider",
                            "run.now().isBefore(run.times().deadline()) && run.inStep().compareTo(limit) < 0",
                            "run.inStep().compareTo(limit) < 0"),
                    new PlantedMistake(
                            "a step has no deadline",
                            "deadlines",
                            "workflow/Decider",
                            "run.now().isBefore(run.times().deadline()) && run.inStep().compareTo(limit) < 0",
                            "run.now().isBefore(run.times().deadline())"),
                    new PlantedMistake(
                            "undoing has no deadline",
                            "deadlines",
                            "workflow/Decider",
                            "return run.inStep().compareTo(plan.step(step).timeLimit(patience)) < 0;",
                            "return true;"),
                    new PlantedMistake(
                            "deleting starts with the first step",
                            "cancel, retry, delete",
                            "workflow/Decider",
                            "back(run.settingOut(), plan.last().name(), because)",
                            "back(run.settingOut(), plan.first().name(), because)"),
                    new PlantedMistake(
                            "another try begins before the first is removed",
                            "cancel, retry, delete",
                            "workflow/Decider",
                            "case Undone(Failure(var problem)) -> again(run, new Retried(by, problem));",
                            "case Undone(Failure(_)) -> begunAgain(run);"),
                    new PlantedMistake(
                            "another try does not wait for the last look at the first",
                            "cancel, retry, delete",
                            "workflow/Decider",
                            "look == null || run.times().looked() ? run : run.asking(run.asked().keySet(), look)",
                            "run"),
                    new PlantedMistake(
                            "a second snapshot of the server starts while one is cancelled",
                            "cancel, retry, delete",
                            "workflow/Run",
                            "case Undoing _ -> true;",
                            "case Undoing _ -> false;"),

                    // what becomes of ended runs
                    new PlantedMistake(
                            "a sweep that finds nothing left leaves the run stuck",
                            "the last look",
                            "workflow/Aftermath",
                            ".in(new Undone(outcome(because)))",
                            ""),
                    new PlantedMistake(
                            "the last look comes whenever somebody wakes the run",
                            "the last look",
                            "workflow/Aftermath",
                            "if (run.now().isBefore(due)) {",
                            "if (run.now().isBefore(run.times().since())) {"),
                    new PlantedMistake(
                            "a call that strayed is not looked for",
                            "the last look",
                            "workflow/Aftermath",
                            "return later(run, run.now().plus(run.settling()));",
                            "return Decision.of(run, new Nothing<>());"),

                    // the runner
                    new PlantedMistake(
                            "a decision is acted on though the run has changed meanwhile",
                            "the runner",
                            "runner/Runner",
                            "if (decision.changed() && !stored(decision, event)) {",
                            "if (decision.changed() && !stored(decision, event) && event instanceof Strayed) {"),
                    new PlantedMistake(
                            "a call is sent before it is stored",
                            "the runner",
                            "runner/Runner",
                            "if (decision.changed() && !stored(decision, event)) {",
                            "if (decision.changed() && !(decision.action() instanceof Send) && !stored(decision, event)) {"),
                    new PlantedMistake(
                            "a worker that has lost its run goes on sending",
                            "the claim",
                            "runner/Runner",
                            "return Claim.holding(turn::held, () -> act(action, run));",
                            "return act(action, run);"),
                    new PlantedMistake(
                            "an answer that came too late is dropped",
                            "the claim",
                            "runner/Runner",
                            "case Answered(var keys, _, _) -> new Strayed<>(keys);",
                            "case Answered<F> _ -> new Event.Woken<>();"));
}
