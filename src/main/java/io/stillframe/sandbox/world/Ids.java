package io.stillframe.sandbox.world;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes ids: by chance for what is made while the cloud runs, from a name for what is there at
 * every start.
 */
public final class Ids {

    private final RandomGenerator random;

    Ids(RandomGenerator random) {
        this.random = random;
    }

    public synchronized String uuid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    String hex() {
        return uuid().replace("-", "");
    }

    public static String uuidOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Keystone writes its ids without dashes. */
    public static String hexOf(String name) {
        return uuidOf(name).replace("-", "");
    }
}
