package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How Glance writes an error: as a page, unless JSON is asked for by name. */
final class HtmlFault {

    private static final Map<Integer, String> TITLES =
            Map.ofEntries(
                    Map.entry(400, "Bad Request"),
                    Map.entry(401, "Unauthorized"),
                    Map.entry(403, "Forbidden"),
                    Map.entry(404, "Not Found"),
                    Map.entry(405, "Method Not Allowed"),
                    Map.entry(409, "Conflict"),
                    Map.entry(413, "Request Entity Too Large"),
                    Map.entry(415, "Unsupported Media Type"),
                    Map.entry(500, "Internal Server Error"),
                    Map.entry(503, "Service Unavailable"));

    private static final String NOT_FOUND = "The resource could not be found.";

    private HtmlFault() {}

    static Answer of(Call call, Refused refused) {
        var heading = heading(refused.status());
        var accept = call.header("Accept");
        var words =
                refused.isInDetail()
                        ? general(refused.status())
                                + "<br /><br />\n"
                                + escape(refused.words())
                                + "\n\n"
                        : refused.status() == 415
                                ? escape(refused.words()) + "\n<br /><br />\n"
                                : escape(refused.words()) + "<br /><br />\n\n\n";
        return accept != null && accept.contains("application/json")
                ? json(refused.status(), heading, words)
                : page(refused.status(), heading, words);
    }

    private static String general(int status) {
        return status == 409
                ? "There was a conflict when trying to complete your request."
                : "Access was denied to this resource.";
    }

    /** As Glance wrote in the days of version 1: without a preference it is plain text. */
    static Answer inVersion1(Call call, Refused refused) {
        var heading = heading(refused.status());
        var accept = call.header("Accept");
        var words =
                refused.status() == 404
                        ? NOT_FOUND + "<br /><br />\n" + escape(refused.words()) + "\n\n"
                        : escape(refused.words()) + "<br /><br />\n\n\n";
        if (accept != null && (accept.contains("*/*") || accept.contains("text/html"))) {
            return page(refused.status(), heading, words);
        }
        if (accept != null && accept.contains("application/json")) {
            return json(refused.status(), heading, words);
        }
        return plain(refused.status(), heading, words);
    }

    private static Answer plain(int status, String heading, String words) {
        var text = unescape(words.replace('\n', ' ').replace("<br />", "\n"));
        return Answer.bytes(
                status,
                "text/plain; charset=UTF-8",
                (heading + "\n\n" + text).getBytes(StandardCharsets.UTF_8));
    }

    private static Answer json(int status, String heading, String words) {
        return Answer.json(
                status,
                Json.object()
                        .put("message", unescape(words))
                        .put("code", heading)
                        .put("title", heading.substring(heading.indexOf(' ') + 1)));
    }

    private static String heading(int status) {
        return status + " " + TITLES.getOrDefault(status, "Error");
    }

    /** A path that no service knows is answered by the web framework, for all services alike. */
    static Answer noSuchPath() {
        return page(404, heading(404), NOT_FOUND + "<br /><br />\n\n\n");
    }

    private static Answer page(int status, String heading, String words) {
        var page =
                "<html>\n <head>\n  <title>%s</title>\n </head>\n <body>\n  <h1>%s</h1>\n  %s\n </body>\n</html>"
                        .formatted(heading, heading, words);
        return Answer.bytes(
                status, "text/html; charset=UTF-8", page.getBytes(StandardCharsets.UTF_8));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#x27;")
                .replace("\"", "&quot;");
    }

    private static String unescape(String text) {
        return text.replace("&#x27;", "'")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
