package io.stillframe.simulation;

import java.util.List;

/** Slips that somebody could make some day, at least one against each of the rules. */
final class Mistakes {

    private Mistakes() {}

    static final List<PlantedMistake> ALL =
            List.of(
                    // 1: a filter only saves bytes
                    new PlantedMistake(
                            "what Cinder's filter returns is taken for ours",
                            "rule 1",
                            "snapshot/Volumes",
                            ".filter(snapshot -> run.toString().equals(snapshot.mark()))",
                            ""),
                    new PlantedMistake(
                            "a mark is enough, on whatever volume",
                            "rule 1",
                            "snapshot/Volumes",
                            ".filter(snapshot -> volumeIds.contains(snapshot.volumeId()))",
                            ""),
                    new PlantedMistake(
                            "every volume that Cinder lists is taken for marked",
                            "rule 1",
                            "snapshot/Volumes",
                            ".filter(volume -> run.toString().equals(volume.mark()))",
                            ""),
                    new PlantedMistake(
                            "a copied mark makes a volume ours, whatever it was made from",
                            "rule 1",
                            "snapshot/ImageVolumes",
                            "askedFor.stream().anyMatch(rung -> isOf(rung, volume, facts))",
                            "true"),

                    // 2: an image is known by its id alone
                    new PlantedMistake(
                            "an image that carries our property is taken for the one that we sent",
                            "rule 2",
                            "snapshot/Registration",
                            ".map(image -> image.properties().get(ImageProperties.MAPPING))"
                                    + ".filter(mappingText.of(facts)::equals)",
                            ".filter(image -> image.properties().containsKey(\"stillframe_snapshot\"))"),

                    // 3: a location is only ever what this run has made
                    new PlantedMistake(
                            "the server's own root volume is given to the image",
                            "rule 3",
                            "snapshot/ActivateImage",
                            "addLocation.of(rootSnapshot(run.facts()), run)",
                            "addLocation.of(run.facts().root().volumeId(), run)"),

                    // 4: a rung is left only after a definite refusal
                    new PlantedMistake(
                            "the next rung begins after a lost reply",
                            "rule 4",
                            "snapshot/AddLocation",
                            "if (!LeaveRung.isDefinite(trouble.problem())) { throw trouble; }",
                            ""),
                    new PlantedMistake(
                            "the next rung keeps an image whose location may still come",
                            "rule 4",
                            "snapshot/AddLocation",
                            "askedBefore ? gaveUp(facts, problem) : left(facts, problem)",
                            "left(facts, problem)"),
                    new PlantedMistake(
                            "the next rung keeps an image whose location was accepted",
                            "rule 4",
                            "snapshot/AddLocation",
                            "return LeaveRung.gaveUp(run.facts(), why, null);",
                            "return LeaveRung.refused(run.facts(), why, null);"),
                    new PlantedMistake(
                            "an image of unknown fate is kept for the next rung",
                            "rule 4",
                            "snapshot/LeaveRung",
                            "onward(facts.as(unwanted(facts)), facts.climb().left(why), why, cause)",
                            "onward(facts, facts.climb().left(why), why, cause)"),
                    new PlantedMistake(
                            "an image of one version is kept for the other",
                            "rule 4",
                            "snapshot/LeaveRung",
                            "next.rung().api() == facts.climb().rung().api()",
                            "true"),

                    // 5: a rung cleans up after itself
                    new PlantedMistake(
                            "a rung leaves its volume behind",
                            "rule 5",
                            "snapshot/TakeDown",
                            "return onceDone(run, imageVolumes::removedButForUnmade, TakeDown::tidied);",
                            "return tidied(run);"),
                    new PlantedMistake(
                            "a volume that the image does not own is left",
                            "rule 5",
                            "snapshot/VerifySnapshot",
                            ".and(Removal.ofVolumes(volumes, made(unowned)))",
                            ""),
                    new PlantedMistake(
                            "the volume that the image owns is taken for surplus",
                            "rule 5",
                            "snapshot/VerifySnapshot",
                            "Removal.ofVolumes(volumes, made(unowned))",
                            "Removal.ofVolumes(volumes, made(marked))"),

                    // 6: ask again only after settling
                    new PlantedMistake(
                            "what may still appear is asked for again at once",
                            "rule 6",
                            "workflow/Run",
                            "keys.stream().anyMatch(this::mayStillAppear)",
                            "keys.isEmpty()"),
                    new PlantedMistake(
                            "nothing is looked for before it is asked for",
                            "rule 6",
                            "snapshot/SnapshotVolumes",
                            "var there = volumes.snapshotsMarked(run.id(), run.facts().everyVolumeId());",
                            "var there = List.<VolumeSnapshot>of();"),
                    new PlantedMistake(
                            "what is asked for is not stored before it is sent",
                            "rule 6",
                            "workflow/Decider",
                            "run.knowing(facts).asking(keys, now.plus(patience.untilSettled(keys.size())))",
                            "run.knowing(facts)"),
                    new PlantedMistake(
                            "a lost reply is taken for a no",
                            "rule 6",
                            "workflow/Decider",
                            "failed(run.asking(keys, settledBy(now)), step, attempt, problem)",
                            "failed(run.answered(keys), step, attempt, problem)"),
                    new PlantedMistake(
                            "there is no settling time",
                            "rule 6",
                            "workflow/Decider",
                            "return now.plus(patience.settlingTime());",
                            "return now;"),
                    new PlantedMistake(
                            "a call of a worker that died has no time to settle",
                            "rule 6",
                            "workflow/Patience",
                            ".plus(settlingTime)",
                            ""),
                    new PlantedMistake(
                            "undo believes an empty list before all has settled",
                            "rule 6",
                            "workflow/Decider",
                            "case Done(F facts, _) when !run.settled() ->",
                            "case Done(F facts, _) when !run.settled() && run.asked().isEmpty() ->"),
                    new PlantedMistake(
                            "only the first of what may still appear is waited for",
                            "rule 6",
                            "workflow/Run",
                            ".max(Duration::compareTo)",
                            ".min(Duration::compareTo)"),
                    new PlantedMistake(
                            "one answer is taken for the answer to all",
                            "rule 6",
                            "workflow/Run",
                            "left.keySet().removeAll(keys);",
                            "left.clear();"),
                    new PlantedMistake(
                            "an answer is taken for one to the call before, too",
                            "rule 6",
                            "workflow/Decider",
                            "run.answered(keys).asking(again, now)",
                            "run.answered(keys)"),
                    new PlantedMistake(
                            "an ended run is not looked at again",
                            "rule 6",
                            "workflow/Decider",
                            "times.finished(run.now(), lookAgain)",
                            "times.finished(run.now(), null)"),
                    new PlantedMistake(
                            "an ended run is looked at before all has settled",
                            "rule 6",
                            "workflow/Decider",
                            "settledBy(run.now().plus(run.settling()))",
                            "run.now()"),
                    new PlantedMistake(
                            "a surplus look removes what the mapping needs",
                            "rule 6",
                            "snapshot/RemoveLateArrivals",
                            "known.surplus(there)",
                            "there"),
                    new PlantedMistake(
                            "a late volume snapshot takes the place of the one in the mapping",
                            "rule 6",
                            "snapshot/ServerSnapshot",
                            "volume.snapshotId() == null || volume.snapshotId().equals(snapshot.id())",
                            "true"),
                    new PlantedMistake(
                            "a volume snapshot that is not there yet is taken for missing",
                            "rule 6",
                            "snapshot/ServerSnapshot",
                            ".filter(volume -> volume.snapshotId() == null)",
                            ".filter(volume -> !volume.present())"),
                    new PlantedMistake(
                            "an image that may still appear is taken for gone",
                            "rule 6",
                            "snapshot/TakeDown",
                            "run.mayStillAppear(Registration.key(id))",
                            "run.mayStillAppear(id)"),
                    new PlantedMistake(
                            "an image volume that may still appear is not waited for",
                            "rule 6",
                            "snapshot/ImageVolumes",
                            "anyMatch(rung -> run.mayStillAppear(key(rung)))",
                            "anyMatch(rung -> run.mayStillAppear(rung.name()))"),

                    // 7: deleting, layer by layer
                    new PlantedMistake(
                            "a volume snapshot is deleted while it is being made",
                            "rule 7",
                            "snapshot/VolumeSnapshot",
                            "return status == Status.AVAILABLE || status == Status.ERROR;",
                            "return status != Status.DELETING;"),
                    new PlantedMistake(
                            "an image volume is deleted while it is being made",
                            "rule 7",
                            "snapshot/Volume",
                            "return status.equals(\"available\") || status.equals(\"error\");",
                            "return !status.equals(\"deleting\");"),
                    new PlantedMistake(
                            "the image volume is deleted before its image",
                            "rule 7",
                            "snapshot/TakeDown",
                            "this::ofImage, gone -> onceDone(gone, this::ofLateImage, imageVolumes::removed)",
                            "imageVolumes::removed, gone -> onceDone(gone, this::ofImage, this::ofLateImage)"),
                    new PlantedMistake(
                            "undoing leaves the image, and takes its volume snapshots",
                            "rule 7",
                            "snapshot/RegisterImage",
                            "return takeDown.ofAll(run);",
                            "return run.done();"),
                    new PlantedMistake(
                            "a sweep takes the volume snapshots before the image",
                            "rule 7",
                            "snapshot/RemoveLateArrivals",
                            "TakeDown.onceDone(run, takeDown::ofAll, snapshotVolumes::undo)",
                            "TakeDown.onceDone(run, snapshotVolumes::undo, takeDown::ofAll)"),
                    new PlantedMistake(
                            "what was asked to go is taken for gone",
                            "rule 7",
                            "snapshot/Removal",
                            "return new Outcome.NotYet<>(told, sentences.isEmpty() ? run.pauseBetweenLooks() : WHILE_BLOCKED);",
                            "return new Outcome.Done<>(told);"),
                    new PlantedMistake(
                            "the first that cannot be deleted ends the removal of the others",
                            "rule 7",
                            "snapshot/Removal",
                            "if (refused != null && !underWay) {",
                            "if (refused != null) {"),

                    // 8: one project
                    new PlantedMistake(
                            "a server of another project is found",
                            "rule 8",
                            "snapshot/InspectServer",
                            ".filter(found -> found.projectId().equals(run.owner()))",
                            ""),
                    new PlantedMistake(
                            "a volume of another project is snapshotted, too",
                            "rule 8",
                            "snapshot/InspectServer",
                            "volume == null || (volume.projectId() != null && !volume.projectId().equals(owner))",
                            "volume == null"),

                    // 9: no id twice
                    new PlantedMistake(
                            "an id that is taken is taken for ours",
                            "rule 9",
                            "snapshot/Registration",
                            "if (isOurs(image.id(), facts)) {",
                            "if (true) {"),
                    new PlantedMistake(
                            "an id that is burnt is asked for again",
                            "rule 9",
                            "snapshot/Registration",
                            "askedBefore ? underNewId(facts) : facts.as(newImage())",
                            "facts"),
                    new PlantedMistake(
                            "an id that was given up is forgotten",
                            "rule 9",
                            "snapshot/Registration",
                            "former == null ? facts : facts.givingUp(former)",
                            "facts"),
                    new PlantedMistake(
                            "images under ids that were given up are not looked for",
                            "rule 9",
                            "snapshot/TakeDown",
                            "gone -> onceDone(gone, this::ofLateImage, imageVolumes::removed)",
                            "imageVolumes::removed"),

                    // 10: private
                    new PlantedMistake(
                            "an image is as visible as Glance makes it by itself",
                            "rule 10",
                            "snapshot/NewImage",
                            "facts.request().visibility()",
                            "\"shared\""),

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
                            "back(run.timed(Times::unfinished), plan.last().name(), because)",
                            "back(run.timed(Times::unfinished), plan.first().name(), because)"),
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
                            "what was cancelled while it was to begin again begins again",
                            "cancel, retry, delete",
                            "workflow/Decider",
                            "case UndoRequested(Cancelled by) when because instanceof Retried ->",
                            "case UndoRequested(Cancelled by) when because instanceof Failure ->"),
                    new PlantedMistake(
                            "a second snapshot of the server starts while one is cancelled",
                            "cancel, retry, delete",
                            "workflow/Run",
                            "case Undoing _ -> true;",
                            "case Undoing _ -> false;"),

                    // what becomes of ended runs
                    new PlantedMistake(
                            "a run that has left something after all stays undone",
                            "the last look",
                            "workflow/Aftermath",
                            "case Undone _ when !plan.leaves().test(run.facts()) -> later(run, next);",
                            "case Undone _ when plan.leaves().test(run.facts()) -> later(run, next);"),
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
                            "case Answered<F> _ -> new Event.Woken<>();"),
                    new PlantedMistake(
                            "that a worker has lost its run is taken for a failure of the step",
                            "the claim",
                            "runner/Runner",
                            "case Failed<F> _ when interrupted || !turn.held() -> Optional.empty();",
                            "case Failed<F> _ when interrupted -> Optional.empty();"));
}
