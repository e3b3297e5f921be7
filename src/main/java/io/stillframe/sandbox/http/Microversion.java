package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of Nova's or Cinder's API, such as 2.89. */
record Microversion(int major, int minor) implements Comparable<Microversion> {

    private static final Pattern FORM = Pattern.compile("([1-9]\\d*)\\.(0|[1-9]\\d*)");

    static Microversion of(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Refused(
                    400,
                    "API Version String %s is of invalid format. Must be of format MajorNum.MinorNum."
                            .formatted(text));
        }
        return new Microversion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    boolean isAtLeast(String other) {
        return compareTo(of(other)) >= 0;
    }

    @Override
    public int compareTo(Microversion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }

    /** The versions that a service offers, and how it finds out which of them is wanted. */
    record Range(String service, Microversion least, Microversion most) {

        Microversion wantedBy(Call call, @Nullable String oldHeader) {
            var wanted = wanted(call, oldHeader);
            return wanted == null ? least : wanted.equals("latest") ? most : of(wanted);
        }

        boolean offers(Microversion version) {
            return version.compareTo(least) >= 0 && version.compareTo(most) <= 0;
        }

        /** The header may name several services: {@code compute 2.89, volume 3.70}. */
        private @Nullable String wanted(Call call, @Nullable String oldHeader) {
            for (var header : call.headers().getOrEmpty("OpenStack-API-Version")) {
                for (var part : header.split(",", -1)) {
                    var words = part.strip().split("\\s+", -1);
                    if (words.length == 2 && words[0].equalsIgnoreCase(service)) {
                        return words[1];
                    }
                }
            }
            return oldHeader == null ? null : call.header(oldHeader);
        }
    }
}
