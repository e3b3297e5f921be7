package io.stillframe.snapshot;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different about an image. Null leaves as it is.
 *
 * @param minDisk in GiB
 * @param minRam in MiB
 */
public record ImageChange(
        @Nullable String name,
        @Nullable String visibility,
        @Nullable Boolean isProtected,
        @Nullable Integer minDisk,
        @Nullable Integer minRam,
        Properties properties) {

    /** What is to become of the custom properties. */
    public sealed interface Properties {

        /** What they will be, of what they are. */
        Map<String, String> appliedTo(Map<String, String> now);
    }

    /**
     * Some are set, some removed, and the others stay.
     *
     * @param remove one that is not there is fine
     */
    public record Merge(Map<String, String> set, Set<String> remove) implements Properties {

        public static final Merge NOTHING = new Merge(Map.of(), Set.of());

        public Merge {
            set = Map.copyOf(set);
            remove = Set.copyOf(remove);
        }

        @Override
        public Map<String, String> appliedTo(Map<String, String> now) {
            var then = new TreeMap<>(now);
            then.keySet().removeAll(remove);
            then.putAll(set);
            return then;
        }
    }

    /**
     * These take the place of all others, but for those that callers may not set: what they cannot
     * set, they cannot lose either.
     */
    public record Replace(Map<String, String> by) implements Properties {

        public Replace {
            by = Map.copyOf(by);
        }

        @Override
        public Map<String, String> appliedTo(Map<String, String> now) {
            var then = new TreeMap<>(now);
            then.keySet().removeIf(ImageProperties::mayBeSet);
            then.putAll(by);
            return then;
        }
    }
}
