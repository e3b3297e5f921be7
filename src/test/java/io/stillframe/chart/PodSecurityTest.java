package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Both pods, that of the service and that of the chart's test, run where the rules are strictest.
 */
class PodSecurityTest {

    static Stream<JsonNode> pods() {
        return Chart.VARIANTS.stream()
                .flatMap(variant -> Chart.of(variant).rendered().podSpecs().stream());
    }

    @ParameterizedTest
    @MethodSource("pods")
    void isRestricted(JsonNode pod) {
        assertThat(PodSecurity.objections(pod)).isEmpty();
    }

    /** Beyond the standard. */
    @ParameterizedTest
    @MethodSource("pods")
    void leavesNothingToWriteToAndNoTokenToSteal(JsonNode pod) {
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(pod.path("containers").valueStream())
                .hasSize(1)
                .allSatisfy(container -> {
                    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                            .isTrue();
                    assertThat(container.at("/resources/limits/memory").asString("")).isNotEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    runAsNonRoot: true              | runAsNonRoot: false            | runAsNonRoot
                    runAsUser: 10001                | runAsUser: 0                   | runAsUser
                    type: RuntimeDefault            | type: Unconfined               | seccompProfile
                    allowPrivilegeEscalation: false | privileged: true               | allowPrivilegeEscalation
                    allowPrivilegeEscalation: false | privileged: true               | privileged
                    drop: [ALL]                     | drop: [CHOWN]                  | capabilities.drop
                    drop: [ALL]                     | add: [SYS_ADMIN]               | capabilities.add
                    emptyDir: {}                    | hostPath: {path: /}            | volume hostPath
                    enableServiceLinks: false       | hostNetwork: true              | hostNetwork
                    containerPort: 8080             | hostPort: 8080                 | hostPort
                    httpGet: {path                  | httpGet: {host: a, path        | livenessProbe.host
                    """)
    void noticesWhatIsNotAllowed(String right, String wrong, String objection) {
        var text = Chart.of("sandbox").text();
        assertThat(text).contains(right);

        var pods = new Manifests(text.replace(right, wrong)).podSpecs();

        assertThat(PodSecurity.objections(pods.getFirst())).contains(objection);
    }
}
