package io.stillframe;

import org.jspecify.annotations.Nullable;

/**
 * A volume as a test wants it.
 *
 * @param type the type's name; null for the cloud's default
 * @param tag of its attachment
 * @param goesWithItsServer Nova deletes it when it deletes the server
 */
record WantedVolume(
        boolean fromImage,
        int sizeGib,
        @Nullable String type,
        @Nullable String tag,
        boolean goesWithItsServer) {

    /** Cinder says that it is bootable. */
    static WantedVolume ofAnImage() {
        return new WantedVolume(true, 1, null, null, false);
    }

    /** Cinder says that it is not bootable. */
    static WantedVolume blank() {
        return new WantedVolume(false, 1, null, null, false);
    }

    WantedVolume of(int gibibytes) {
        return new WantedVolume(fromImage, gibibytes, type, tag, goesWithItsServer);
    }

    WantedVolume ofType(String name) {
        return new WantedVolume(fromImage, sizeGib, name, tag, goesWithItsServer);
    }

    WantedVolume tagged(String word) {
        return new WantedVolume(fromImage, sizeGib, type, word, goesWithItsServer);
    }

    WantedVolume goingWithItsServer() {
        return new WantedVolume(fromImage, sizeGib, type, tag, true);
    }
}
