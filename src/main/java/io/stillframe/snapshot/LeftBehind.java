package io.stillframe.snapshot;

import io.stillframe.snapshot.ServerSnapshot.Leftover;
import java.util.UUID;

/** Something that could not be removed, and what made it. */
public sealed interface LeftBehind {

    String project();

    Leftover what();

    record BySnapshot(UUID snapshotId, String project, Leftover what) implements LeftBehind {}

    record ByImageCreation(UUID imageCreationId, String project, Leftover what)
            implements LeftBehind {}
}
