package io.stillframe.sandbox.world;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the database of the image service compares text: not by case, accent or trailing blanks. */
public final class ColumnText {

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    private ColumnText() {}

    public static boolean areSame(@Nullable String one, @Nullable String other) {
        return one != null && other != null && folded(one).equals(folded(other));
    }

    /** What is the same is equal folded, and comes in the order of what is folded. */
    public static String folded(String text) {
        var bare = ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        return bare.stripTrailing().toLowerCase(Locale.ROOT);
    }
}
