package io.stillframe.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * While a rollout goes on, the version before works on the new tables. A migration that it would
 * not survive says so in its name, {@code V12__contract_…}, and comes a version after nobody needs
 * any more what it removes.
 */
class ExpandThenContractTest {

    /** One statement may change several columns; a comma may also be within a type. */
    private static final String TO_THE_NEXT_COMMA = "(?:[^,(]|\\([^)]*\\))*";

    private static final List<Pattern> CONTRACTS =
            Stream.of(
                            "drop\\s+table",
                            "drop\\s+column",
                            "alter\\s+table\\s+\\S+\\s+drop",
                            "\\brename\\b",
                            "\\balter\\s+column\\b(?!%s\\b(drop\\s+not\\s+null|set\\s+default)\\b)",
                            "add\\s+(constraint|check|unique|foreign|primary)\\b",
                            "create\\s+unique\\s+index",
                            "add\\s+column(?=%s\\bnot\\s+null\\b)(?!%<s\\bdefault\\b)",
                            "\\bdelete\\s+from\\b",
                            "\\btruncate\\b")
                    .map(rule -> Pattern.compile(rule.formatted(TO_THE_NEXT_COMMA)))
                    .toList();

    static Stream<Resource> migrations() throws IOException {
        var found =
                new PathMatchingResourcePatternResolver()
                        .getResources("classpath:db/migration/*.sql");
        assertThat(found).hasSizeGreaterThan(5);
        return Arrays.stream(found);
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void expandsOrSaysThatItContracts(Resource migration) throws IOException {
        var name = String.valueOf(migration.getFilename());
        var sql = migration.getContentAsString(StandardCharsets.UTF_8);

        assertThat(contracts(sql)).as(name).isEqualTo(name.contains("__contract_"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table run drop column subject;",
                "alter table run drop subject;",
                "drop table request_key;",
                "alter table run rename column subject to server;",
                "alter table run rename to runs;",
                "alter table run alter column subject set not null;",
                "alter table run alter column subject type varchar(10);",
                "alter table run add column hue varchar(20) not null;",
                "alter table run add column hue numeric(4, 2) not null, add column b int default 0;",
                "alter table run alter column hue type text, alter column b drop not null;",
                "alter table run add constraint one unique (subject);",
                "create unique index one on run (subject);",
                "delete from run where hue is null;",
            })
    void knowsWhatTheVersionBeforeWouldNotSurvive(String sql) {
        assertThat(contracts(sql)).isTrue();
        assertThat(contracts("create table a (b int);\n" + sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table run add column hue varchar(20);",
                "alter table run add column hue int default 0 not null;",
                "create table hue (id int not null unique);",
                "create index run_by_hue on run (hue); drop index run_by_owner;",
                "-- drop table run\nupdate run set hue = 1;",
                "alter table run alter column hue drop not null;",
            })
    void knowsWhatItWouldNotMind(String sql) {
        assertThat(contracts(sql)).isFalse();
    }

    private static boolean contracts(String sql) {
        var plain = sql.toLowerCase(Locale.ROOT).replaceAll("--.*", "");
        return Arrays.stream(plain.split(";"))
                .anyMatch(each -> CONTRACTS.stream().anyMatch(rule -> rule.matcher(each).find()));
    }
}
