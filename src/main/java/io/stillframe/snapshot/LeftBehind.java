package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.Leftover;
import java.util.UUID;

/** Something that could not be removed, and what made it. */
public sealed interface LeftBehind {

    Leftover what();

    record BySnapshot(UUID snapshotId, Leftover what) implements LeftBehind {}

    record ByImageCreation(UUID imageCreationId, Leftover what) implements LeftBehind {}
}
