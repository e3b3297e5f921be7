package io.stillframe.sandbox.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One volume at one server, as both Nova and Cinder know it. */
public record Attachment(
        String id,
        String bdmId,
        Server server,
        Volume volume,
        String device,
        @Nullable String tag,
        boolean deleteOnTermination,
        Instant attachedAt) {}
