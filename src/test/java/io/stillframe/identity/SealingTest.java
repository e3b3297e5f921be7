package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.identity.Sealing.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {

    private static final SecureRandom CHANCE = new SecureRandom();
    private static final String OLD = key();
    private static final String NEW = key();
    private static final Secret TOKEN = new Secret("gAAAAAB-a-token");

    private static String key() {
        var bytes = new byte[32];
        CHANCE.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Sealing with(@Nullable String keys, @Nullable Path file) {
        return new IdentitySettings(IdentityKind.KEYSTONE, RightsKind.CALLER, keys, file, false)
                .sealing(CHANCE);
    }

    @Test
    void opensWhatItSealed() {
        var sealed = with(OLD, null).seal(TOKEN, "run 1");

        assertThat(with(OLD, null).open(sealed, "run 1")).contains(TOKEN);
        assertThat(sealed.text()).doesNotContain(TOKEN.value());
        assertThat(
                        new String(
                                Base64.getDecoder().decode(sealed.text()),
                                java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(TOKEN.value());
    }

    @Test
    void opensForNothingElseThanItWasSealedFor() {
        var sealing = with(OLD, null);
        var sealed = sealing.seal(TOKEN, "run 1");

        assertThat(sealing.open(sealed, "run 2")).isEmpty();
        assertThat(sealing.open(new Sealed(sealed.keyId(), "AAAA"), "run 1")).isEmpty();
        assertThat(sealing.open(new Sealed(sealed.keyId(), "no base64!"), "run 1")).isEmpty();
        var bytes = Base64.getDecoder().decode(sealed.text());
        bytes[bytes.length - 1] ^= 1;
        var changed = new Sealed(sealed.keyId(), Base64.getEncoder().encodeToString(bytes));
        assertThat(sealing.open(changed, "run 1")).isEmpty();
    }

    @Test
    void sealsNoTwoAlike() {
        var sealing = with(OLD, null);

        assertThat(IntStream.range(0, 100).mapToObj(_ -> sealing.seal(TOKEN, "run").text()))
                .doesNotHaveDuplicates();
    }

    @Test
    void changesKeysWithoutLosingWhatIsSealed() {
        var before = with(OLD, null).seal(TOKEN, "run");
        var both = with(NEW + ", " + OLD, null);
        var after = both.seal(TOKEN, "run");

        assertThat(both.open(before, "run")).contains(TOKEN);
        assertThat(with(NEW, null).open(after, "run")).contains(TOKEN);
        assertThat(with(NEW, null).open(before, "run")).isEmpty();
        assertThat(with(OLD, null).open(after, "run")).isEmpty();
    }

    @Test
    void readsTheKeyFileAgainWhenItChangesAndGoesOnIfItIsNoGood(@TempDir Path directory)
            throws IOException {
        var file = Files.writeString(directory.resolve("key"), OLD + "\n");
        var sealing = with(null, file);
        var before = sealing.seal(TOKEN, "run");

        replace(file, NEW + "\n" + OLD, 1);
        var after = sealing.seal(TOKEN, "run");
        assertThat(after.keyId()).isNotEqualTo(before.keyId());
        assertThat(sealing.open(before, "run")).contains(TOKEN);

        replace(file, "not a key", 2);
        assertThat(sealing.seal(TOKEN, "run").keyId()).isEqualTo(after.keyId());
        assertThat(sealing.open(before, "run")).contains(TOKEN);
        Files.delete(file);
        assertThat(sealing.open(after, "run")).contains(TOKEN);
    }

    private static void replace(Path file, String keys, int later) throws IOException {
        Files.writeString(file, keys);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(later)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " , ",
                "short",
                "c2l4dGVlbiBieXRlcyEhIQ==",
                "this is no key but a passphrase of 44 letters!!"
            })
    void refusesWhatIsNoKeyWithoutShowingIt(String keys) {
        assertThatThrownBy(() -> with(keys, null))
                .isInstanceOf(UnusableIdentity.class)
                .hasMessageContaining("key")
                .message()
                .doesNotContain("short", "c2l4dGVl", "passphrase");
    }

    @Test
    void refusesAKeyFileThatIsNotThere(@TempDir Path directory) {
        assertThatThrownBy(() -> with(null, directory.resolve("nothing")))
                .isInstanceOf(UnusableIdentity.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> with(OLD, directory.resolve("nothing")))
                .hasMessageContaining("Both");
    }

    @Test
    void refusesToWorkForCallersWithoutTokens() {
        var none = new IdentitySettings(IdentityKind.NONE, RightsKind.CALLER, OLD, null, false);

        assertThatThrownBy(() -> none.sealing(CHANCE)).hasMessageContaining("identity=none");
    }

    @Test
    void showsNoSecretByAccident() {
        var lent = new Rights.Lent(TOKEN, "p", "p", Instant.EPOCH);
        var caller = new Caller("u", "n", "p", java.util.Set.of(), Instant.EPOCH).lending(TOKEN);
        var settings =
                new IdentitySettings(IdentityKind.KEYSTONE, RightsKind.CALLER, OLD, null, false);

        assertThat(lent + " " + caller + " " + settings + SealingKey.read(OLD, "x"))
                .doesNotContain(TOKEN.value(), OLD);
    }
}
