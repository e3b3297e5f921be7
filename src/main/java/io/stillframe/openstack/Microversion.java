package io.stillframe.openstack;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version such as 3.22, where 3.9 is older than 3.22. */
record Microversion(int major, int minor) implements Comparable<Microversion> {

    private static final Pattern SHAPE = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,6})");

    private static final Comparator<Microversion> ORDER =
            Comparator.comparingInt(Microversion::major).thenComparingInt(Microversion::minor);

    static Microversion of(String text) {
        return read(text)
                .orElseThrow(() -> new IllegalArgumentException("No microversion: " + text));
    }

    /** Empty for anything that is not a version; services without microversions say "" here. */
    static Optional<Microversion> read(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        var match = SHAPE.matcher(text.strip());
        return match.matches()
                ? Optional.of(
                        new Microversion(
                                Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    boolean atLeast(Microversion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(Microversion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
