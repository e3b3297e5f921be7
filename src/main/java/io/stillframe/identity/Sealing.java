package io.stillframe.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts what has to be kept: AES-256 in GCM, with a nonce of its own for each. What is sealed
 * for one purpose opens for no other.
 */
public final class Sealing {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Supplier<List<SealingKey>> keys;
    private final SecureRandom chance;

    /**
     * @param keys the first seals, all open: for a change of keys put the new one before the old
     */
    Sealing(Supplier<List<SealingKey>> keys, SecureRandom chance) {
        this.keys = keys;
        this.chance = chance;
    }

    /**
     * Something that only its key opens.
     *
     * @param keyId of the key
     * @param text nonce and ciphertext in Base64
     */
    public record Sealed(String keyId, String text) {}

    /**
     * @param purpose what it is for, word for word as it will be opened
     */
    public Sealed seal(Secret secret, String purpose) {
        var key = keys.get().getFirst();
        var nonce = new byte[NONCE_BYTES];
        chance.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, purpose);
            var hidden = cipher.doFinal(secret.value().getBytes(StandardCharsets.UTF_8));
            var all = ByteBuffer.allocate(nonce.length + hidden.length).put(nonce).put(hidden);
            return new Sealed(key.id(), Base64.getEncoder().encodeToString(all.array()));
        } catch (GeneralSecurityException everyJavaCan) {
            throw new IllegalStateException(everyJavaCan);
        }
    }

    /** Whether a key is there with which something was sealed. */
    public boolean knows(String keyId) {
        return keys.get().stream().anyMatch(key -> key.id().equals(keyId));
    }

    /** Empty if the key is not there any more, or if this was sealed for something else. */
    public Optional<Secret> open(Sealed sealed, String purpose) {
        return keys.get().stream()
                .filter(key -> key.id().equals(sealed.keyId()))
                .findFirst()
                .flatMap(key -> opened(key, sealed, purpose));
    }

    private static Optional<Secret> opened(SealingKey key, Sealed sealed, String purpose) {
        try {
            var all = Base64.getDecoder().decode(sealed.text());
            var nonce = new byte[NONCE_BYTES];
            var hidden = new byte[Math.max(0, all.length - NONCE_BYTES)];
            ByteBuffer.wrap(all).get(nonce).get(hidden);
            var clear = cipher(Cipher.DECRYPT_MODE, key, nonce, purpose).doFinal(hidden);
            return Optional.of(new Secret(new String(clear, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException | RuntimeException tampered) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SealingKey key, byte[] nonce, String purpose)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
