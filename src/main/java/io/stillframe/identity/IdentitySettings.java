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
 * @param identity Who may call: with `keystone` whoever shows a token, with `none` everybody, as
 *     one caller in our own project.
 * @param rights Whose rights do the work: `service`, those of our own credentials, for callers of
 *     the same project, or `caller`, those of each caller.
 * @param secretKey With `rights=caller`: encrypts the tokens that are kept, 32 bytes in Base64.
 *     Several are divided by commas; the first encrypts, all decrypt.
 * @param secretKeyFile A file with such keys, one in each line, instead of `secret-key`; read again
 *     when it changes.
 * @param serviceTokenForLocations With `rights=caller`: whether our service token goes along where
 *     an image volume of ours becomes a location, which Glance from 2.17 on asks for.
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
