package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Finds a service's own sentence in the body of an error. Each service has its own shape, Glance
 * has HTML inside JSON, and a proxy in between may send anything.
 */
final class ServiceWords {

    private static final int LONGEST = 500;
    private static final Pattern HTML_HEADINGS =
            Pattern.compile("(?is)<(head|h1|style|script)\\b.*?</\\1\\s*>");
    private static final Pattern TAGS = Pattern.compile("(?s)<[/!a-zA-Z][^>]*>");
    private static final Pattern FERNET_TOKEN = Pattern.compile("gAAAA[\\w=-]{16,}");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    private ServiceWords() {}

    static String in(byte[] body, Call call, @Nullable Secret token) {
        var text = new String(body, 0, Math.min(body.length, 64 * 1024), StandardCharsets.UTF_8);
        return shown(message(text), call, token);
    }

    /**
     * Short, one line, and without any secret of the call, should the other side repeat one; nor
     * any other token of Keystone's, which repeats that of a user who has lost its roles.
     */
    static String shown(String text, Call call, @Nullable Secret token) {
        var secrets =
                Stream.concat(call.papers().all().stream(), Stream.ofNullable(token)).toList();
        var words = text;
        for (var secret : secrets) {
            words = secret.value().isEmpty() ? words : words.replace(secret.value(), "***");
        }
        return oneLine(FERNET_TOKEN.matcher(words).replaceAll("***"));
    }

    /** Short, and one line. */
    static String oneLine(String text) {
        var words = BLANKS.matcher(text).replaceAll(" ").strip();
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 3) + "...";
    }

    private static String message(String text) {
        return withoutTags(text.stripLeading().startsWith("{") ? fromJson(text) : text);
    }

    private static String fromJson(String text) {
        try {
            var root = Json.WIRE.readTree(text);
            // Glance {"message"}; Nova and Cinder {"itemNotFound": {"message"}}; Keystone
            // {"error": {"message"}}; some gateways {"errors": [{"detail"}]}.
            return Stream.concat(Stream.of(root), root.valueStream())
                    .flatMap(node -> node.isArray() ? node.valueStream() : Stream.of(node))
                    .flatMap(node -> Stream.of(node.path("message"), node.path("detail")))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .findFirst()
                    .orElse(text);
        } catch (JacksonException _) {
            return text;
        }
    }

    private static String withoutTags(String text) {
        var body = plain(HTML_HEADINGS.matcher(text).replaceAll(" "));
        return body.isBlank() ? plain(text) : body;
    }

    private static String plain(String html) {
        return HtmlUtils.htmlUnescape(TAGS.matcher(html).replaceAll(" "));
    }
}
