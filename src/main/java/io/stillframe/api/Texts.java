package io.stillframe.api;

/** Refuses texts that no service keeps as they are. */
final class Texts {

    private static final int LONGEST = 255;

    private Texts() {}

    static String line(String field, String text) {
        if (text.codePointCount(0, text.length()) > LONGEST) {
            throw Refusal.invalid("%s has more than %d characters; shorten it.", field, LONGEST);
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid("%s must be one line without control characters.", field);
        }
        return unicode(field, text);
    }

    /** Half a surrogate pair is no character, and would reach the cloud as a question mark. */
    static String unicode(String field, String text) {
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            throw Refusal.invalid("%s is not valid Unicode (half a surrogate pair).", field);
        }
        return text;
    }
}
