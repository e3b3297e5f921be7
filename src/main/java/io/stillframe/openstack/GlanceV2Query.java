package io.stillframe.openstack;

import io.stillframe.snapshot.ImageFilter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a filter version 2 is asked to filter by: that which never hides an image we want. Its
 * parameters are words of its own and properties side by side.
 */
final class GlanceV2Query {

    /** With a colon or a quote, a value may be an operator; the rest some databases refuse. */
    private static final Pattern PLAIN =
            Pattern.compile("[^:\",\\p{Cc}\\p{Cs}\\x{10000}-\\x{10FFFF}]{1,255}");

    private static final Pattern PROPERTY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    /** They are compared as numbers. */
    private static final Pattern RANGE = Pattern.compile(".*_(min|max)");

    /** Parameters, and what Glance (Zed) takes for columns or methods of its own instead. */
    private static final Set<String> WORDS =
            Set.of(
                    "limit",
                    "marker",
                    "sort",
                    "sort_key",
                    "sort_dir",
                    "member_status",
                    "tag",
                    "changes-since",
                    "is_public",
                    "deleted",
                    "deleted_at",
                    "location",
                    "properties",
                    "members",
                    "metadata",
                    "registry",
                    "delete",
                    "get",
                    "items",
                    "iteritems",
                    "keys",
                    "next",
                    "save",
                    "to_dict",
                    "update",
                    "values");

    private GlanceV2Query() {}

    static Map<String, String> of(ImageFilter filter, int limit, @Nullable String marker) {
        var query = new LinkedHashMap<String, String>();
        query.put("limit", String.valueOf(limit));
        if (marker != null) {
            query.put("marker", marker);
        }
        var name = filter.name();
        if (name != null && PLAIN.matcher(name).matches()) {
            query.put("name", name);
        }
        var status = filter.status();
        if (status != null) {
            query.put("status", status.word());
        }
        var visibility = filter.visibility();
        if (visibility != null && !visibility.isEmpty()) {
            query.put("visibility", visibility);
            if (!visibility.equals("public")) {
                // Others' may be seen with our credentials, but not by this viewer.
                query.put("owner", filter.viewer());
            }
        }
        var since = filter.changedSince();
        if (since != null && Dates.canBeSaid(since)) {
            query.put("updated_at", "gte:" + since.truncatedTo(ChronoUnit.SECONDS));
        }
        filter.properties()
                .forEach((property, value) -> {
                    if (isProperty(property) && PLAIN.matcher(value).matches()) {
                        query.put(property, value);
                    }
                });
        return query;
    }

    private static boolean isProperty(String name) {
        return PROPERTY.matcher(name).matches()
                && !RANGE.matcher(name).matches()
                && !WORDS.contains(name)
                && !GlanceSchema.UNKNOWN.attributes().contains(name);
    }
}
