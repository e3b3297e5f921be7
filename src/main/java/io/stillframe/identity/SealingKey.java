package io.stillframe.identity;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that tokens are sealed with.
 *
 * @param id tells it from others, and nothing about it
 */
record SealingKey(String id, SecretKey key) {

    private static final int BYTES = 32;
    private static final int ID_BYTES = 6;

    /**
     * Reads keys of 32 bytes in Base64, as {@code openssl rand -base64 32} makes them. Several are
     * divided by commas or white space.
     *
     * @param where they were found, for the sentence that says that one is not good
     * @throws UnusableIdentity if there is none, or one is not good
     */
    static List<SealingKey> read(String text, String where) {
        var keys =
                Stream.of(text.strip().split("[\\s,]+"))
                        .filter(each -> !each.isEmpty())
                        .map(each -> one(each, where))
                        .toList();
        if (keys.isEmpty()) {
            throw new UnusableIdentity("There is no key in %s.".formatted(where));
        }
        return keys;
    }

    private static SealingKey one(String base64, String where) {
        var bytes = decoded(base64, where);
        var id = HexFormat.of().formatHex(Digests.sha256(bytes), 0, ID_BYTES);
        return new SealingKey(id, new SecretKeySpec(bytes, "AES"));
    }

    private static byte[] decoded(String base64, String where) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            if (bytes.length == BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException notBase64) {
            // the same sentence: neither may show the key
        }
        throw new UnusableIdentity(
                "A key in %s is not %d bytes in Base64.".formatted(where, BYTES));
    }

    @Override
    public String toString() {
        return "key " + id;
    }
}
