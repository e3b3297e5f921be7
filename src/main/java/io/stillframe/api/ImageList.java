package io.stillframe.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of images, newest first. */
@Schema(name = "ImageList")
record ImageList(
        List<ImageAnswer> images,
        @Schema(description = "Where the next page is; null on the last.") @Nullable String next) {}
