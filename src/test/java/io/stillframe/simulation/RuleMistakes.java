package io.stillframe.simulation;

import java.util.List;

/** Slips against the rules that protect what is not ours, in their order. */
final class RuleMistakes {

    private RuleMistakes() {}

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
                            "Objects.equals(sent, image.properties().get(ImageProperties.MAPPING))",
                            "image.properties().containsKey(\"stillframe_snapshot\")"),

                    // 3: a location is only ever what this run has made
                    new PlantedMistake(
                            "the server's own root volume is given to the image",
                            "rule 3",
                            "snapshot/ActivateImage",
                            "addLocation.ofSnapshot(rootSnapshot(run.facts()))",
                            "addLocation.ofSnapshot(((ServerSnapshot) (Object) run.facts()).root().volumeId())"),
                    new PlantedMistake(
                            "an image is given a volume before that is stored",
                            "rule 3",
                            "snapshot/ImageVolumes",
                            "var isStored = found.equals(known);",
                            "var isStored = true;"),

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
                            "return onceDone(run, imageVolumes::removedButForUnmade, this::tidied);",
                            "return tidied(run);"),
                    new PlantedMistake(
                            "a volume that the image does not own is left",
                            "rule 5",
                            "snapshot/ImageInPlace",
                            "Removal.ofVolumes(volumes, made(unowned))",
                            "Removal.NOTHING"),
                    new PlantedMistake(
                            "the volume that the image owns is taken for surplus",
                            "rule 5",
                            "snapshot/ImageInPlace",
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
                            "case Done(F facts, _) when !settled ->",
                            "case Done(F facts, _) when !settled && run.asked().isEmpty() ->"),
                    new PlantedMistake(
                            "one answer is taken for the answer to all",
                            "rule 6",
                            "workflow/Run",
                            "left.keySet().removeAll(keys);",
                            "left.clear();"),
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
                    // 7: deleting, layer by layer
                    new PlantedMistake(
                            "volumes that are not bootable are forgotten",
                            "a whole snapshot",
                            "snapshot/InspectServer",
                            ".filter(volume -> !request.excludeVolumeIds().contains(volume.id()))",
                            ".filter(AttachedVolume::bootable)"),
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
                            "snapshot/LateImages",
                            "TakeDown.onceDone(run, takeDown::ofAll, rest)",
                            "TakeDown.onceDone(run, rest, takeDown::ofAll)"),
                    new PlantedMistake(
                            "what was asked to go is taken for gone",
                            "rule 7",
                            "snapshot/Removal",
                            "return new Outcome.NotYet<>(told, sentences.isEmpty() ? run.pauseBetweenLooks() : WHILE_BLOCKED);",
                            "return new Outcome.Done<>(told);"),
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
                            "whatever has our id is taken for ours",
                            "rule 9",
                            "snapshot/Registration",
                            "if (isOurs(image.id(), facts)) {",
                            "if (images.find(image.id()).isPresent()) {"),
                    new PlantedMistake(
                            "an id that is burnt is asked for again",
                            "rule 9",
                            "snapshot/Registration",
                            "askedBefore ? underNewId(facts) : facts.as(newImage())",
                            "facts"),
                    new PlantedMistake(
                            "the next image takes the id of the one that was deleted",
                            "rule 9",
                            "snapshot/TakeDown",
                            "left.facts().givingUp(image.id())",
                            "left.facts().as(OwnImage.under(java.util.UUID.fromString(image.id())))"),
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
                            "snapshot/ServerSnapshot",
                            "request.visibility()",
                            "\"shared\""));
}
