package io.stillframe.identity;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are told apart, and with whose rights their work is done.
 *
 * @param identity {@code keystone}: by their tokens; {@code none}: not at all, all work in our own
 *     project
 * @param rights {@code service}: our own credentials do the work, for callers of the same project;
 *     {@code caller}: the callers' tokens do
 * @param secretKey encrypts the tokens that are kept: 32 bytes in Base64; several are divided by
 *     commas, the first encrypts, all decrypt
 * @param secretKeyFile a file with such keys instead, read again when it changes
 * @param serviceTokenForLocations with the rights of callers: our service token goes along where an
 *     image volume of ours becomes the location of an image, which Glance from 2.17 on asks for
 */
@ConfigurationProperties("stillframe")
public record IdentitySettings(
        @DefaultValue("keystone") IdentityKind identity,
        @DefaultValue("service") RightsKind rights,
        @Nullable String secretKey,
        @Nullable Path secretKeyFile,
        @DefaultValue("false") boolean serviceTokenForLocations) {

    /** Whether our service token goes along for image volumes of ours. */
    public boolean volumesVouchedFor() {
        return rights == RightsKind.CALLER && serviceTokenForLocations;
    }

    /**
     * What encrypts the tokens of callers, with whose rights runs work.
     *
     * @throws UnusableIdentity if there is no good key, or there are no tokens
     */
    Sealing sealing(SecureRandom chance) {
        if (identity == IdentityKind.NONE) {
            throw new UnusableIdentity(
                    "stillframe.rights=caller works with the tokens of callers, and with stillframe.identity=none they bring none.");
        }
        return new Sealing(keys(), chance);
    }

    private Supplier<List<SealingKey>> keys() {
        var text = secretKey == null ? "" : secretKey.strip();
        if (secretKeyFile != null && !text.isEmpty()) {
            throw new UnusableIdentity(
                    "Both stillframe.secret-key and stillframe.secret-key-file are set; one is enough.");
        }
        if (secretKeyFile != null) {
            return new KeyFile(secretKeyFile);
        }
        if (text.isEmpty()) {
            throw new UnusableIdentity(
                    "stillframe.rights=caller keeps callers' tokens while their runs work, and there is no key to encrypt them with.");
        }
        var keys = SealingKey.read(text, "stillframe.secret-key");
        return () -> keys;
    }

    /** Without what must not be seen. */
    @Override
    public String toString() {
        return "identity %s, rights %s".formatted(identity, rights);
    }
}
