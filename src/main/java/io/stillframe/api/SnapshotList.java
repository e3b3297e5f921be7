package io.stillframe.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of snapshots, newest first. */
@Schema(name = "SnapshotList")
record SnapshotList(
        List<Snapshot> snapshots,
        @Schema(description = "Where the next page is; null on the last.") @Nullable String next) {}
