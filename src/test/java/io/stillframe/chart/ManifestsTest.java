package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders is what Kubernetes knows. */
class ManifestsTest {

    /**
     * Kubernetes reads YAML 1.1, where these are booleans and octal numbers; our parser does not.
     */
    private static final Pattern READ_IN_TWO_WAYS =
            Pattern.compile("(?i) *(- +)?([-\\w./]+: +)?(y|n|yes|no|on|off|0\\d+) *(#.*)?");

    /** What is not Kubernetes' own. */
    private static final String OF_OTHERS =
            """
            httpRoute:
              enabled: true
              parentRefs:
                - name: public
            networkPolicy: {monitoringFrom: [{podSelector: {}}]}
            monitoring:
              serviceMonitor: {enabled: true}
              alerts: {enabled: true}
            """;

    private static final Pattern SOURCE =
            Pattern.compile("# Source: \\S+/(\\w+)\\.yaml\n(?:.*\n)??kind: (\\w+)\n");

    static Stream<String> variants() {
        return Chart.VARIANTS.stream();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void areUnderstoodByKubernetes(String variant) {
        assertThat(Chart.of(variant).rendered().all())
                .hasSizeGreaterThan(5)
                .flatMap(KubernetesApi::objections)
                .isEmpty();
    }

    /** Unquoted, none of these would be a string. */
    @ParameterizedTest
    @ValueSource(strings = {"42", "1e3", "true", "null"})
    void takeNamesThatLookLikeSomethingElse(String name) {
        var everything =
                """
                imagePullSecrets: [{name: "NAME"}]
                cloud: {name: "NAME", existingSecret: "NAME"}
                secretKey: {existingSecret: "NAME", key: "NAME"}
                database: {existingSecret: "NAME"}
                env: {"NULL": "NAME"}
                tls: {existingSecret: "NAME"}
                ingress: {className: "NAME", hosts: ["NAME"], tlsSecret: "NAME"}
                podLabels: {a: "NAME"}
                priorityClassName: "NAME"
                """
                        .replace("NAME", name);
        var claim = "{database: {persistence: {%s: \"" + name + "\"}}}";
        var called = name.matches("[a-z]+") ? name : "frames";

        var charts =
                Stream.of(
                        Chart.of("everything").with(everything),
                        Chart.of("cloud").with(claim.formatted("storageClass")),
                        Chart.of("cloud").with(claim.formatted("existingClaim")));

        assertThat(charts)
                .flatMap(chart ->
                        chart.with("fullnameOverride: \"" + called + "\"")
                                .releasedAs(name)
                                .rendered()
                                .all())
                .allSatisfy(manifest -> {
                    assertThat(KubernetesApi.objections(manifest)).isEmpty();
                    assertThat(manifest.toString()).doesNotContain(":null");
                });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void areReadInOneWay(String variant) {
        assertThat(Chart.of(variant).text().lines())
                .noneMatch(line -> READ_IN_TWO_WAYS.matcher(line).matches());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Deployment | selector:           | selectr:           | Unrecognized property "selectr"
                    Deployment | selector:           | selectr:           | Deployment.spec.selector is missing
                    Deployment | replicas: 3         | replicas: "two"    | Cannot coerce String value ("two")
                    Deployment | value: "8080"       | value: 8080        | Cannot coerce Integer value (8080)
                    Deployment | - name: OS_CLOUD    | - nam: OS_CLOUD    | Deployment.spec.template.spec.containers.env.name is missing
                    Deployment | kind: Deployment    | kind: Deploiment   | There is no apps/v1 Deploiment
                    Service    | targetPort: http    | targetPort: [http] | Service
                    HTTPRoute  | parentRefs:         | parentRef:         | Unrecognized property "parentRef"
                    HTTPRoute  | - name: public      | - name: [public]   | name
                    PrometheusRule | - alert: StillframeDown | - alrt: StillframeDown | Unrecognized property "alrt"
                    ServiceMonitor | interval: 30s   | intervall: 30s     | Unrecognized property "intervall"
                    """)
    void areReadStrictly(String kind, String right, String wrong, String objection) {
        var text = Chart.of("postgres").with(OF_OTHERS).text();
        assertThat(text).contains(right);

        var manifests = new Manifests(text.replace(right, wrong)).all();

        assertThat(manifests)
                .flatMap(KubernetesApi::objections)
                .anyMatch(s -> s.contains(objection));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void haveAFileForEachKind(String variant) {
        var files = SOURCE.matcher(Chart.of(variant).text()).results().toList();

        assertThat(files)
                .hasSizeGreaterThan(5)
                .allSatisfy(file ->
                        assertThat(file.group(1))
                                .isEqualTo(file.group(2).toLowerCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void passTheLinter(String variant) {
        var linted = Chart.of(variant).linted();

        assertThat(linted.isFailed()).as("%s", linted.getMessages()).isFalse();
    }

    @Test
    void passTheLinterAsTheyCome() {
        assertThat(Chart.bare().linted().isFailed()).isFalse();
    }

    @Test
    void areLintedStrictly() {
        assertThat(Chart.bare().with("replicaCount: none").linted().isFailed()).isTrue();
    }

    @Test
    void takeAKubernetesWhoseKubeletSleepsBeforeAStop() {
        var sandbox = Chart.of("sandbox");

        assertThat(sandbox.on("1.29.9").refusal()).contains("requires kubeVersion: >=1.30.0-0");
        assertThat(List.of("1.30.0", "1.31.4-gke.100"))
                .allSatisfy(version -> assertThat(sandbox.on(version).text()).isNotEmpty());
    }
}
