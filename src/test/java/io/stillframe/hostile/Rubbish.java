package io.stillframe.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What is sent in the place of something sensible. */
final class Rubbish {

    private static final String ID = "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90";

    /** At the start of a line that would be the sender's, in a log or among headers. */
    static final String FORGED = "forged-line";

    private Rubbish() {}

    /** Strange, but a name may be so: one line of characters. */
    static List<String> lines() {
        return List.of(
                "' OR '1'='1",
                "x'; DROP TABLE run; --",
                "\" UNION SELECT 1,2,3--",
                "${jndi:ldap://127.0.0.1:1/a}",
                "${${lower:j}ndi:rmi://127.0.0.1:1/a}",
                "#{7*7}${7*7}{{7*7}}<%= 7*7 %>",
                "*{T(Runtime).getRuntime().exec('id')}",
                "%{(#a=@Runtime@getRuntime())}",
                "<script>alert(1)</script>",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
                "../../../../etc/passwd",
                "..\\..\\windows\\win.ini",
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "%252e%252e%252f",
                "%0d%0aX-Image-Meta-Is-Public:%20True",
                "a%00b",
                "%",
                "%s%n%x%1$s",
                "{}[]{0}",
                "a\u202eb\u2066c",
                "\u200b\u200d\ufeffx",
                "a\u0301\u0302\u0303\u0304\u0305",
                "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "\uffff\ufdd0\ufffd",
                "ﷺ".repeat(255),
                "İıſﬁ",
                "-1",
                "null",
                "None",
                "true",
                "NaN",
                "=1+1",
                "|| ping -c 1 127.0.0.1",
                "$(id)`id`;id",
                "a\u2028b\u2029c\u3000d",
                "\\u0000\\r\\n",
                " leading and trailing ",
                "a:b=c,d;e\"f\"'g'",
                "stillframe_snapshot",
                "x-image-meta-location");
    }

    /** What no name can be. */
    static List<String> brokenLines() {
        return List.of(
                "",
                " ",
                "\u0000",
                "a\u0000b",
                "a\r\nX-Image-Meta-Is-Public: True",
                "a\r\n\r\n" + FORGED,
                "a\n" + FORGED,
                "a\rb",
                "\t",
                "\u001b[31mred\u001b[0m",
                "\u0085",
                "\u007f",
                "\u009b",
                "\ud800",
                "a\udfffb",
                "\udc00\ud800",
                "n".repeat(256),
                "日".repeat(256),
                "x".repeat(70_000));
    }

    /** A few characters of every plane, by chance. */
    static List<String> random(Random random, int number) {
        return Stream.generate(() -> random(random)).limit(number).toList();
    }

    private static String random(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            int most =
                    switch (random.nextInt(4)) {
                        case 0 -> 0x80;
                        case 1 -> 0x800;
                        case 2 -> 0x10000;
                        default -> 0x110000;
                    };
            text.appendCodePoint(random.nextInt(most));
        }
        return text.toString();
    }

    /** Nearly an id, as bytes of a path of which each part is decoded. */
    static List<String> ids(String real) {
        var ids = new ArrayList<String>();
        ids.addAll(
                List.of(
                        "..",
                        ".",
                        "%2e%2e",
                        "%2e",
                        "..%2f" + real,
                        "%2e%2e%2f%2e%2e",
                        "..;",
                        "..;/" + real,
                        ";" + real,
                        real + ";x=y",
                        real + "%3bx=y",
                        real + "/",
                        real + "//",
                        real + "/..",
                        real + "/../" + real,
                        real + "%2f",
                        real + "%2F..%2F" + real,
                        real + "%5c..",
                        real + "%00",
                        real + "%00.json",
                        real + ".json",
                        real + "%20",
                        "%20" + real,
                        real + "+",
                        real + "%0d%0aX-Forged:%201",
                        real + "%0a",
                        real + "%09",
                        real + "%7f",
                        real + "%c0%af",
                        real + "%ff",
                        real + "%ed%a0%80",
                        real + "%e2%80%ae",
                        real + "%ef%bb%bf",
                        real + "%2500",
                        real + "%252e%252e",
                        real + "*",
                        real + ",",
                        real + "'",
                        real + "'--",
                        real + "%20or%201=1",
                        real + "%22",
                        real + "$%7Bjndi:ldap:%2F%2F127.0.0.1:1%7D",
                        real + "%3f",
                        real + "%23",
                        real + "&",
                        real + "=",
                        real + "@127.0.0.1",
                        real.substring(1),
                        real + "0",
                        real.replace("-", ""),
                        real.replace('-', '_'),
                        real.replace("-", "%e2%80%90"), // a hyphen that looks the same
                        "%7b" + real + "%7d",
                        "urn:uuid:" + real,
                        real.replaceFirst("[0-9]", "%ef%bc%91"), // a wide digit
                        real.replaceFirst("[a-f]", "%d0%b0"), // Cyrillic a
                        "0-0-0-0-0",
                        "-1",
                        "0",
                        "null",
                        "*",
                        "%25",
                        "~",
                        "a".repeat(3_000),
                        "%41".repeat(1_000),
                        real.repeat(60),
                        "%f0%9f%92%a9",
                        "http:%2f%2f127.0.0.1:1%2f"));
        return ids;
    }

    /** What is no value of any parameter that is not a free text, as bytes of a query. */
    static List<String> parameterValues() {
        var values =
                new ArrayList<>(
                        List.of(
                                "",
                                "%00",
                                "%20",
                                "+",
                                "%2b1",
                                "-1",
                                "-0",
                                "0x10",
                                "1e3",
                                "1.5",
                                "01.",
                                "2147483648",
                                "-2147483649",
                                "9223372036854775808",
                                "9".repeat(400),
                                "%ef%bc%91%ef%bc%90", // wide digits
                                "%d9%a1", // an Arabic digit
                                "NaN",
                                "Infinity",
                                "null",
                                "TRUE",
                                "yes",
                                "1;drop%20table%20run",
                                "1%27",
                                "%24%7B7*7%7D",
                                "PT-1S",
                                "P1000000000D",
                                "PT9223372036854775807S",
                                "-PT1S",
                                "61s",
                                "1m",
                                "999999999s",
                                "9999999999s",
                                "%c0%af",
                                "%ff%fe",
                                "%ed%a0%80",
                                "%0d%0aSet-Cookie:%20a=b",
                                "%0a" + FORGED,
                                "%2525",
                                "[]",
                                "%7b%7d",
                                "a".repeat(3_000),
                                "2026-02-30T00:00:00Z",
                                "2026-01-01T00:00:00",
                                "-999999999-01-01T00:00:00Z",
                                "2026-01-01T25:61:61Z",
                                "2026-01-01T00:00:00%2b99:99",
                                ID + "%00",
                                "%7b" + ID + "%7d",
                                ID.replace("-", "")));
        return values;
    }

    /** In the place of any value of a JSON document; characters stand for bytes. */
    static List<String> literals() {
        return List.of(
                "null",
                "true",
                "false",
                "0",
                "-1",
                "-0",
                "1.5",
                "1e400",
                "-1e-400",
                "2147483648",
                "9223372036854775808",
                "1" + "0".repeat(900),
                "1" + "0".repeat(5_000),
                "1E" + "9".repeat(50),
                "NaN",
                "-Infinity",
                "01",
                "+1",
                ".5",
                "0x10",
                "[]",
                "{}",
                "[null]",
                "[[]]",
                "[{}]",
                "[\"\"]",
                "[1]",
                "{\"\":\"\"}",
                "{\"a\":null}",
                "{\"a\":1}",
                "{\"a\":{\"b\":\"c\"}}",
                "{\"a\":\"1\",\"a\":\"2\"}",
                "{\"@class\":\"javax.script.ScriptEngineManager\"}",
                "[\"javax.script.ScriptEngineManager\",[]]",
                "[\"%s\",\"%s\",null]".formatted(ID, ID),
                "[".repeat(900) + "]".repeat(900),
                "[".repeat(20_000) + "]".repeat(20_000),
                "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000),
                "'single'",
                "unquoted",
                "\"unended",
                "\"a\nb\"",
                "\"a\u0000b\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\ud800\"",
                "\"\\ud800\\u0041\"",
                "\"\u00c0\u00af\"", // bytes of an overlong slash
                "\"\u00ed\u00a0\u0080\"", // of half a surrogate pair
                "\"\u00f8\u0088\u0080\u0080\u0080\"",
                "\"\u00f4\u0090\u0080\u0080\"", // beyond Unicode
                "\"\u00ff\u00fe\"",
                "\"a\u00c3\"",
                "\u00ef\u00bb\u00bf\"after a mark\"",
                "/* comment */ \"a\"",
                "\"a\" // comment\n",
                "\"a\",",
                "",
                ",");
    }

    /** So large that a field of it is enough. */
    static List<String> enormous() {
        return List.of(
                "\"" + "A".repeat(1 << 20) + "\"",
                "\"" + "\\u0041".repeat(1 << 17) + "\"",
                "\"" + "A".repeat(200_000) + "\"",
                manyProperties(100_000),
                manyProperties(10_000),
                manyProperties(101),
                "[" + "\"a\",".repeat(50_000) + "\"a\"]",
                "[" + "0,".repeat(100_000) + "0]",
                "9".repeat(200_000));
    }

    private static String manyProperties(int number) {
        var properties = new StringBuilder("{");
        for (int i = 0; i < number; i++) {
            properties.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"\"");
        }
        return properties.append('}').toString();
    }
}
