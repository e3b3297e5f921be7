package io.stillframe.openstack;

import org.springframework.http.MediaType;

/**
 * A request's body, whole and in memory: only so is its length known, and never sent chunked, which
 * Keystone and Nova answer with 400 and Cinder with 500.
 */
final class Content {

    /** Of no bytes, and yet with a length and a type: it makes an image active. */
    static final Content EMPTY_UPLOAD =
            new Content(MediaType.APPLICATION_OCTET_STREAM, new byte[0]);

    /** Glance's own patches; it answers 415 to any other type. */
    private static final MediaType IMAGE_PATCH =
            MediaType.valueOf("application/openstack-images-v2.1-json-patch");

    private final MediaType type;
    private final byte[] bytes;

    private Content(MediaType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    static Content json(Object value) {
        return new Content(MediaType.APPLICATION_JSON, Json.WIRE.writeValueAsBytes(value));
    }

    static Content imagePatch(Object operations) {
        return new Content(IMAGE_PATCH, Json.WIRE.writeValueAsBytes(operations));
    }

    MediaType type() {
        return type;
    }

    byte[] bytes() {
        return bytes;
    }
}
