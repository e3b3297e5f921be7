package io.stillframe.openstack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Text as it travels in a header of version 1. Servers keep the bytes as they are, but
 * python-glanceclient from 2.11.1 on percent-encodes every value, so that an image may hold either
 * form. What such a client would have sent is read as what it meant; a text of ours that looks like
 * that is sent encoded once, so that it is read as itself.
 */
final class GlanceV1Text {

    private static final String LEFT_ALONE = "_.-~/:";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private GlanceV1Text() {}

    static String read(String text) {
        return text.indexOf('%') < 0
                ? text
                : decoded(text).filter(meant -> isOf(meant, text)).orElse(text);
    }

    /**
     * Such a client encodes nothing that need not be: {@code 100%41} is nobody's {@code 100A}. On
     * older Pythons it does encode the tilde.
     */
    private static boolean isOf(String meant, String text) {
        return encoded(meant).equals(text.replace("%7E", "~"));
    }

    static String sent(String text) {
        return read(text).equals(text) ? text : encoded(text);
    }

    static Map<String, String> sent(Map<String, String> values) {
        var sent = new HashMap<String, String>();
        values.forEach((name, value) -> sent.put(name, sent(value)));
        return sent;
    }

    /** Whether it is kept in one form only, so that it can be looked for. */
    static boolean hasOneForm(String text) {
        return encoded(text).equals(text) && text.indexOf('~') < 0;
    }

    /** Empty for what nobody has encoded. */
    private static Optional<String> decoded(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isLeftAlone(c)) {
                bytes.write(c);
            } else if (isEncodedByte(text, i)) {
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            var meant = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return Optional.of(meant.toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean isEncodedByte(String text, int i) {
        return text.charAt(i) == '%'
                && i + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(i + 1))
                && HexFormat.isHexDigit(text.charAt(i + 2));
    }

    private static String encoded(String text) {
        var encoded = new StringBuilder(text.length());
        for (char c : new String(text.getBytes(UTF_8), ISO_8859_1).toCharArray()) {
            if (isLeftAlone(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits((byte) c));
            }
        }
        return encoded.toString();
    }

    private static boolean isLeftAlone(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || LEFT_ALONE.indexOf(c) >= 0;
    }
}
