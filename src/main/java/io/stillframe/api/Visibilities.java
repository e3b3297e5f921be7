package io.stillframe.api;

import io.stillframe.snapshot.ImageApi;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.ProblemType;
import io.stillframe.snapshot.SnapshotSettings;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which visibilities of images callers may ask for. */
record Visibilities(SnapshotSettings settings) {

    static final String PRIVATE = "private";

    private static final Set<String> WORDS = Set.of(PRIVATE, "shared", "community", "public");
    private static final Set<String> WORDS_OF_V1 = Set.of(PRIVATE, "public");

    /** Of a new image. */
    String orPrivate(@Nullable String word) {
        return word == null ? PRIVATE : allowed(word);
    }

    String allowed(String word) {
        if (!known(word).equals(PRIVATE) && !settings.visibilities().contains(word)) {
            throw Refusal.of(
                    ProblemType.VISIBILITY,
                    "visibility %s is not allowed here, only private: others cannot boot an image that points to your volume snapshots, and one that holds the root disk would hand it to them. An operator can allow it for this cloud.",
                    word);
        }
        return word;
    }

    static String known(String word) {
        if (!WORDS.contains(word)) {
            throw Refusal.invalid(
                    "visibility must be private, shared, community or public; it is %s.",
                    Refusal.quoted(word));
        }
        return word;
    }

    /** Asks which versions this Glance has only where they differ. */
    static void refuseUnknownTo(Images images, @Nullable String word) {
        if (word != null && !WORDS_OF_V1.contains(word) && !images.apis().contains(ImageApi.V2)) {
            throw Refusal.of(
                    ProblemType.UNSUPPORTED_BY_GLANCE,
                    "This Glance has only version 1 of the Image API, which does not know visibility %s. Ask for private or public.",
                    word);
        }
    }
}
