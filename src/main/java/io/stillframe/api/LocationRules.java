package io.stillframe.api;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which locations callers may give their images. Glance itself goes there, from where it stands in
 * the network: a host that nobody has allowed is none that a caller may send it to.
 *
 * @param hosts {@code host} for the scheme's usual port, or {@code host:port}, in lower case
 */
record LocationRules(Set<String> hosts) {

    static final int LONGEST = 2_000;

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*");

    String accepted(Object location) {
        return switch (location) {
            case String url -> accepted(url);
            case List<?> _ ->
                    throw refused(
                            "location must be one URL: several locations of an image are mirrors of one and the same binary, never several disks. Put further disks into block_device_mapping.");
            default -> throw Refusal.invalid("location must be a text.");
        };
    }

    private String accepted(String url) {
        if (url.length() > LONGEST) {
            throw Refusal.invalid("location has more than %d characters; shorten it.", LONGEST);
        }
        if (!url.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
            throw Refusal.invalid(
                    "location must be of printable ASCII characters without blanks; percent-encode the others.");
        }
        refuseOtherSchemes(url);
        var uri = parsed(url);
        if (uri.getRawUserInfo() != null) {
            throw refused(
                    "location must not hold a user or password: everybody who may see the image's locations would read it.");
        }
        if (uri.getRawFragment() != null) {
            throw Refusal.invalid("location must not have a fragment (#); leave it out.");
        }
        if (!isAllowed(uri)) {
            throw refused(
                    "location must be on a host that the operator of Stillframe allows (stillframe.location-hosts); %s is none.",
                    Refusal.quoted(uri.getRawAuthority()));
        }
        if (uri.getRawQuery() != null) {
            throw refused(
                    "location must not have a query (?): what signs an address is a secret, and the address is kept and shown as it is.");
        }
        return url;
    }

    private static void refuseOtherSchemes(String url) {
        var scheme = SCHEME.matcher(url);
        switch (scheme.matches() ? scheme.group(1) : "") {
            case "http", "https" -> {}
            case "" -> throw Refusal.invalid("location must begin with http:// or https://.");
            case "cinder" ->
                    throw refused(
                            "location must begin with http:// or https://. A volume at an image's location belongs to the image: whoever deletes the image would delete the volume. Name the volume, or a volume snapshot of it, in block_device_mapping.");
            case "file", "filesystem" ->
                    throw refused(
                            "location must begin with http:// or https://. A file location would be one of Glance's own machine.");
            default ->
                    throw refused(
                            "location must begin with http:// or https://. %s is no scheme for callers: what lies in a store of Glance's own belongs to the image that put it there, and is deleted with it.",
                            Refusal.quoted(scheme.group(1)));
        }
    }

    private static URI parsed(String url) {
        try {
            var uri = new URI(url);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException notAUrl) {
            // refused below, as one without a host
        }
        throw Refusal.invalid(
                "location is not a URL such as https://files.example.org/disk.raw: %s.",
                Refusal.quoted(url));
    }

    private boolean isAllowed(URI uri) {
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        int port = uri.getPort() == -1 ? usual : uri.getPort();
        return hosts.contains(host + ":" + port) || (port == usual && hosts.contains(host));
    }

    private static Trouble refused(String sentence, Object... what) {
        return Refusal.of(ProblemType.LOCATION_NOT_ALLOWED, sentence, what);
    }
}
