package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.stillframe.workflow.Runs.RequestKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the {@code Idempotency-Key}: a structured field's string in quotes, or the same without
 * them. What it is the key of is told by the request as it was read, without the fields that were
 * left out, so that neither order nor spaces matter, nor fields that later versions add.
 */
final class RequestKeys {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,255}");

    private static final JsonMapper CANONICAL =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private RequestKeys() {}

    /**
     * @param request what was read; of requests to different paths never the same
     */
    static @Nullable RequestKey of(List<String> header, Object request) {
        if (header.isEmpty()) {
            return null;
        }
        var quoted = QUOTED.matcher(header.getFirst().strip());
        var key =
                quoted.matches()
                        ? quoted.group(1).replaceAll("\\\\(.)", "$1")
                        : header.getFirst().strip();
        if (header.size() > 1 || !VISIBLE.matcher(key).matches()) {
            throw Refusal.invalid(
                    "%s must be one text of 1 to 255 visible ASCII characters, such as \"8e03978e-40d5-43dd-bc93-6894a57f9324\".",
                    HEADER);
        }
        return new RequestKey(key, fingerprint(request));
    }

    private static String fingerprint(Object request) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(CANONICAL.writeValueAsBytes(request)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
