package io.stillframe.openstack;

import io.stillframe.snapshot.ImageFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a filter version 1 is asked to filter by: that which never hides an image we want. */
final class GlanceV1Query {

    /** It says {@code updated_at >}, and databases keep whole seconds. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private GlanceV1Query() {}

    static Map<String, String> of(ImageFilter filter, int limit, @Nullable String marker) {
        var query = new LinkedHashMap<String, String>();
        query.put("limit", String.valueOf(limit));
        if (marker != null) {
            query.put("marker", marker);
        }
        // Others than administrators get their own, the public ones and those shared with them,
        // whatever they say here.
        query.put("is_public", isPublic(filter.visibility()));
        var name = filter.name();
        if (name != null && isLookedFor(name)) {
            query.put("name", name);
        }
        var status = filter.status();
        if (status != null) {
            query.put("status", status.word());
        }
        var since = filter.changedSince();
        if (since != null && Dates.canBeSaid(since)) {
            query.put("changes-since", justBefore(since));
        }
        filter.properties()
                .forEach((property, value) -> {
                    if (isLookedFor(value)) {
                        query.put("property-" + property, value);
                    }
                });
        return query;
    }

    private static String isPublic(@Nullable String visibility) {
        return switch (visibility) {
            case "public" -> "True";
            case "private" -> "False";
            case null, default -> "None";
        };
    }

    private static String justBefore(Instant since) {
        return since.truncatedTo(ChronoUnit.SECONDS).minus(A_MOMENT).toString();
    }

    /** Other texts may be kept in either of two forms. */
    private static boolean isLookedFor(String text) {
        return !text.isEmpty() && GlanceV1Text.hasOneForm(text);
    }
}
