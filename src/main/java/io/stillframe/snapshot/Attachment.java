package io.stillframe.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * One volume of a server, in Nova's view.
 *
 * @param device such as {@code /dev/vdb}; null where Nova does not say
 * @param deleteOnTermination false where this Nova is too old (below 2.79) to tell
 * @param tag the device's tag, null without one or where this Nova is too old (below 2.70) to tell
 */
public record Attachment(
        String volumeId,
        @Nullable String device,
        boolean deleteOnTermination,
        @Nullable String tag) {}
