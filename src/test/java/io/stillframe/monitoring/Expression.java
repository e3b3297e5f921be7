package io.stillframe.monitoring;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A question to Prometheus. In all of ours each metric has its braces, as others on the same
 * Prometheus may have metrics of the same names; so it is known without a parser by what they stand
 * behind.
 */
record Expression(String text) {

    private static final Pattern SELECTOR =
            Pattern.compile("([a-zA-Z_:][\\w:]*)\\{((?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*\")*)}");
    private static final Pattern MATCHER =
            Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern LABELS =
            Pattern.compile(
                    "\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

    /** Neither a function nor within a number. */
    private static final Pattern WORD = Pattern.compile("\\b(?<!\\$)[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "offset");

    record Selector(String metric, List<Matcher> matchers) {

        /** Whether it has a matcher that is written so. */
        boolean says(String matcher) {
            return matchers.stream().anyMatch(each -> each.toString().equals(matcher));
        }
    }

    record Matcher(String label, String operator, String value) {

        /** What it wants, or does not want, one by one; as regular expressions. */
        Stream<Pattern> wanted() {
            return operator.endsWith("~")
                    ? Stream.of(value.split("\\|")).map(Pattern::compile)
                    : Stream.of(Pattern.compile(Pattern.quote(value)));
        }

        @Override
        public String toString() {
            return label + operator + '"' + value + '"';
        }
    }

    List<Selector> selectors() {
        return SELECTOR.matcher(text)
                .results()
                .map(found -> new Selector(found.group(1), matchers(found.group(2))))
                .toList();
    }

    private static List<Matcher> matchers(String inBraces) {
        return MATCHER.matcher(inBraces)
                .results()
                .map(found -> new Matcher(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    /** By which it counts things together or apart. */
    Set<String> labels() {
        return LABELS.matcher(text)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Metrics without braces, if there are any. */
    List<String> bare() {
        var rest = LABELS.matcher(SELECTOR.matcher(text).replaceAll(" ")).replaceAll(" ");
        return WORD.matcher(rest)
                .results()
                .map(found -> found.group())
                .filter(word -> !OPERATORS.contains(word))
                .toList();
    }
}
