package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Image;
import io.stillframe.sandbox.world.Images;
import io.stillframe.sandbox.world.Refused;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.node.ObjectNode;

/** Lists images: newest first unless another order is asked for, 25 at a time unless more are. */
final class GlanceListing {

    private static final int DEFAULT = 25;
    private static final int MOST = 1000;
    private static final Set<String> MEMBER_STATUSES =
            Set.of("pending", "accepted", "rejected", "all");
    private static final Set<String> VISIBILITIES =
            Set.of("community", "public", "private", "shared", "all");

    private final Images images;
    private final Function<Image, ObjectNode> render;

    GlanceListing(Images images, Function<Image, ObjectNode> render) {
        this.images = images;
        this.render = render;
    }

    Answer list(GlanceApi.Asked asked) {
        var call = asked.call();
        int limit = Math.min(MOST, limit(call));
        checkOneOf(call, "member_status", MEMBER_STATUSES, "Invalid status: ");
        checkOneOf(call, "visibility", VISIBILITIES, "Invalid visibility value: ");
        var wanted = shown(asked).and(GlanceFilters.of(call));
        var page = Page.of(candidates(asked), wanted, 0, limit);
        var body =
                Json.object("images", Json.array(page.items(), render))
                        .put("first", path(withoutMarker(call.rawQuery())));
        var next = page.nextQuery(call, Image::id);
        if (next != null) {
            body.put("next", path(next));
        }
        return Answer.json(200, body.put("schema", "/v2/schemas/images"));
    }

    private static String path(String query) {
        return query.isEmpty() ? "/v2/images" : "/v2/images?" + query;
    }

    private static String withoutMarker(@Nullable String rawQuery) {
        if (rawQuery == null) {
            return "";
        }
        var query =
                UriComponentsBuilder.newInstance()
                        .query(rawQuery)
                        .replaceQueryParam("marker")
                        .build()
                        .getQuery();
        return query == null ? "" : query;
    }

    private static int limit(Call call) {
        var text = call.param("limit");
        if (text == null) {
            return DEFAULT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit < 0) {
                throw new Refused(400, "limit param must be positive");
            }
            return limit;
        } catch (NumberFormatException notANumber) {
            throw new Refused(400, "limit param must be an integer");
        }
    }

    private Collection<Image> candidates(GlanceApi.Asked asked) {
        var call = asked.call();
        var markerId = call.param("marker");
        Image marker = null;
        if (markerId != null) {
            try {
                marker = images.visible(asked.caller(), markerId);
            } catch (Refused unknown) {
                throw new Refused(400, unknown.words());
            }
        }
        return Page.sorted(images.all(), GlanceOrder.of(call), marker);
    }

    private static void checkOneOf(Call call, String name, Set<String> words, String complaint) {
        var value = call.param(name);
        if (value != null && !value.isEmpty() && !words.contains(value)) {
            throw new Refused(400, complaint + value);
        }
    }

    /** Community images and hidden ones are shown only to those who ask for them. */
    private static Predicate<Image> shown(GlanceApi.Asked asked) {
        var visibility = asked.call().param("visibility");
        var said = Objects.requireNonNullElse(asked.call().param("os_hidden"), "false");
        boolean hidden = GlanceFilters.truth("os_hidden", said.toLowerCase(Locale.ROOT), said);
        return image -> {
            boolean own = asked.caller().project().id().equals(image.projectId());
            boolean seen =
                    switch (image.visibility()) {
                        case "public" -> true;
                        case "community" ->
                                own || "community".equals(visibility) || "all".equals(visibility);
                        default -> own || asked.caller().isAdmin();
                    };
            return seen
                    && !image.status().equals("killed")
                    && image.hidden() == hidden
                    && (visibility == null
                            || visibility.equals("all")
                            || visibility.equals(image.visibility()));
        };
    }
}
