package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work is refused before anything is installed, by a sentence that says what to do. */
class RefusalsTest {

    /** Up to what is filled in; and those about settings that have a value of their own. */
    private static final Pattern SENTENCE =
            Pattern.compile("(?:fail|printf|^ +\"[a-z.-]+\") \"([^\"%]+)", Pattern.MULTILINE);

    private static final String REFUSALS =
            """
            none       | {}                                              | There are two ways: sandbox.enabled=true simulates one; or put your clouds.yaml into a Secret
            cloud      | {sandbox: {enabled: true}}                      | leave out one of them
            cloud      | {cloud: {name: ""}}                             | A cloud takes both
            cloud      | {cloud: {existingSecret: ""}}                   | A cloud takes both
            sandbox    | {database: {url: "jdbc:postgresql://a/b", existingSecret: c}} | it keeps nothing in a database
            sandbox    | {replicaCount: 2}                               | in the memory of one process
            sandbox    | {autoscaling: {enabled: true}}                  | in the memory of one process
            cloud      | {replicaCount: 2}                               | the database is H2, a file of one process
            cloud      | {autoscaling: {enabled: true}}                  | the database is H2, a file of one process
            cloud      | {database: {url: "jdbc:postgresql://a/b"}}      | PostgreSQL takes both
            cloud      | {database: {existingSecret: c}}                 | PostgreSQL takes both
            everything | {autoscaling: {minReplicas: 6}}                 | minReplicas is more than
            everything | {ingress: {hosts: []}}                          | set ingress.hosts
            everything | {httpRoute: {parentRefs: []}}                   | set httpRoute.parentRefs
            everything | {networkPolicy: {monitoringFrom: []}}           | set networkPolicy.monitoringFrom
            everything | {secretKey: {existingSecret: ""}}               | set secretKey.existingSecret
            everything | {terminationGracePeriodSeconds: 55}             | to more than 55
            cloud      | {config: {db-scheduler: {shutdown-max-wait: 2m}}} | to more than 135
            42         | {}                                              | set fullnameOverride
            a.b        | {}                                              | set fullnameOverride
            postgres   | {database: {url: "jdbc:h2:mem:x"}}              | that of a PostgreSQL
            postgres   | {database: {url: "jdbc:postgresql://a/b?user=c&password=d"}} | no place for a password
            postgres   | {database: {url: "jdbc:postgresql://c:d@a/b"}}  | no place for a password
            cloud      | {config: {stillframe.rights: caller}}           | set secretKey.existingSecret
            cloud      | {config: {server.port: 80}}                     | callers see service.port
            cloud      | {config: {spring: {datasource.url: a}}}         | set database.url
            cloud      | {config: {spring: {flyway: {enabled: false}}}}  | makes its own tables
            cloud      | {config: {spring: {flyway: {table: a}}}}        | makes its own tables
            cloud      | {config: {spring: {webflux: {base-path: /a}}}}  | the probes ask /livez
            cloud      | {config: {server: {port: 80}}}                  | callers see service.port
            cloud      | {config: {server: {ssl: {bundle: web}}}}        | set tls.existingSecret
            cloud      | {config: {management: {server: {port: 80}}}}    | it is 8081
            cloud      | {config: {spring: {datasource: {url: a}}}}      | set database.url
            cloud      | {config: {spring: {datasource: {username: a}}}} | set database.existingSecret
            cloud      | {config: {spring: {datasource: {password: a}}}} | set database.existingSecret
            cloud      | {config: {spring: {profiles: {active: sandbox}}}} | set sandbox.enabled
            cloud      | {config: {spring: {lifecycle: {timeout-per-shutdown-phase: 1m}}}} | set terminationGracePeriodSeconds
            cloud      | {config: {stillframe: {secret-key: a}}}         | a ConfigMap is not secret
            cloud      | {config: {stillframe: {secretKey: a}}}          | a ConfigMap is not secret
            cloud      | {config: {STILLFRAME: {secret_key: a}}}         | a ConfigMap is not secret
            cloud      | {config: {stillframe: {secret-key-file: /a}}}   | set secretKey.existingSecret
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = REFUSALS)
    void areSentences(String start, String change, String sentence) {
        assertThat(chart(start).with(change).refusal()).contains(sentence);
    }

    @Test
    void areAllTried() throws IOException {
        var refusals = Files.readString(Chart.DIRECTORY.resolve("templates/_refusals.tpl"));
        var said =
                REFUSALS.lines()
                        .map(line -> line.split("\\|"))
                        .map(parts -> chart(parts[0].strip()).with(parts[1]).refusal())
                        .toList();

        var sentences = SENTENCE.matcher(refusals).results().map(found -> found.group(1)).toList();

        assertThat(sentences)
                .hasSizeGreaterThan(20)
                .allSatisfy(sentence ->
                        assertThat(said).anyMatch(refusal -> refusal.contains(sentence)));
    }

    @Test
    void leaveAloneWhatWorks() {
        assertThat(chart("cloud").with("{config: {db-scheduler: {shutdown-max-wait: 29s}}}").text())
                .contains("shutdown-max-wait: 29s");
        assertThat(chart("postgres").with("{autoscaling: {enabled: true}}").text())
                .doesNotContain("replicas:");
        assertThat(chart("cloud").with("{replicaCount: 0}").text()).contains("replicas: 0");
        assertThat(
                        chart("everything")
                                .with("{networkPolicy: {enabled: false, monitoringFrom: []}}")
                                .text())
                .contains("kind: ServiceMonitor");
    }

    private static Chart chart(String start) {
        return switch (start) {
            case "none" -> Chart.bare();
            case "42", "a.b" -> Chart.of("cloud").releasedAs(start);
            default -> Chart.of(start);
        };
    }
}
