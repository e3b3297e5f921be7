package io.stillframe.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What the manifests say of each other, and of the image, is so. */
class ReferencesTest {

    private static final String LABEL = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final String LABEL_VALUE = "([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?";

    static Stream<Manifests> variants() {
        return Chart.VARIANTS.stream().map(variant -> Chart.of(variant).rendered());
    }

    @ParameterizedTest
    @MethodSource("variants")
    void mountWhatThereIs(Manifests manifests) {
        for (var pod : manifests.podSpecs()) {
            var mounts = pod.at("/containers/0/volumeMounts");
            assertThat(texts(mounts, "name"))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(texts(pod.path("volumes"), "name"));
            assertThat(texts(mounts, "mountPath")).doesNotHaveDuplicates();
            assertThat(pod.findValues("subPath"))
                    .as("a subPath is never brought up to date")
                    .isEmpty();
        }
        var mounts = texts(manifests.container().path("volumeMounts"), "mountPath");
        assertThat(manifests.environment().values())
                .filteredOn(value -> value.startsWith("/"))
                .allMatch(path -> mounts.stream().anyMatch(mount -> path.startsWith(mount + "/")));
        assertThat(texts(manifests.container().path("env"), "name")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void nameOnlyWhatTheChartMakes(Manifests manifests) {
        var pods = manifests.podSpecs();
        for (var pod : pods) {
            assertThat(names(manifests, "ServiceAccount"))
                    .contains(pod.path("serviceAccountName").asString());
        }
        var maps = pods.stream().flatMap(pod -> pod.findValues("configMap").stream());
        assertThat(maps.map(map -> map.path("name").asString()))
                .containsExactlyInAnyOrderElementsOf(
                        names(manifests, "ConfigMap").stream()
                                .filter(name -> !name.endsWith("-dashboard")) // Grafana's
                                .toList());
        var claims = pods.stream().flatMap(pod -> pod.findValues("claimName").stream());
        assertThat(claims.map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(names(manifests, "PersistentVolumeClaim"));
    }

    @Test
    void nameAllSecretsThatAreGivenAndNoOther() {
        assertThat(secrets("sandbox")).isEmpty();
        assertThat(secrets("cloud")).containsExactly("stillframe-cloud");
        assertThat(secrets("postgres")).containsExactly("stillframe-cloud", "stillframe-database");
        assertThat(secrets("everything"))
                .containsExactly(
                        "stillframe-cloud",
                        "stillframe-database",
                        "stillframe-key",
                        "stillframe-tls");
        assertThat(
                        Chart.of("cloud")
                                .with("{database: {persistence: {existingClaim: mine}}}")
                                .text())
                .contains("claimName: \"mine\"")
                .doesNotContain("kind: PersistentVolumeClaim");
    }

    @ParameterizedTest
    @MethodSource("variants")
    void selectThePodsOfTheServiceAlone(Manifests manifests) {
        var pods = manifests.the("Deployment").at("/spec/template/metadata/labels");
        var test = manifests.the("Pod").at("/metadata/labels");

        var selectors =
                manifests.all().stream()
                        .flatMap(manifest ->
                                Stream.concat(
                                        Stream.of(
                                                manifest.at("/spec/selector/matchLabels"),
                                                manifest.at("/spec/podSelector/matchLabels"),
                                                manifest.path("kind").asString().equals("Service")
                                                        ? manifest.at("/spec/selector")
                                                        : manifest.path("none")),
                                        manifest.at("/spec/template/spec/topologySpreadConstraints")
                                                .valueStream()
                                                .map(spread ->
                                                        spread.at("/labelSelector/matchLabels"))))
                        .filter(JsonNode::isObject)
                        .toList();

        assertThat(selectors)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(selector -> {
                    assertThat(pods.properties()).containsAll(selector.properties());
                    assertThat(test.properties().containsAll(selector.properties())).isFalse();
                });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void agreeAboutPorts(Manifests manifests) {
        var container = manifests.container();
        var environment = manifests.environment();
        var ports = texts(container.path("ports"), "name");
        assertThat(ports).containsExactly("http", "management");
        assertThat(container.at("/ports/0/containerPort").asString())
                .isEqualTo(environment.get("SERVER_PORT"));
        assertThat(container.at("/ports/1/containerPort").asString())
                .isEqualTo(environment.get("MANAGEMENT_SERVER_PORT"));

        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).at("/httpGet/port").asString()).isEqualTo("http");
        }
        var service = manifests.the("Service").at("/spec/ports/0");
        assertThat(service.path("targetPort").asString()).isEqualTo("http");
        manifests
                .of("NetworkPolicy")
                .flatMap(policy -> policy.at("/spec/ingress").findValues("port").stream())
                .forEach(port -> assertThat(ports).contains(port.asString()));
        manifests
                .of("Ingress")
                .flatMap(ingress -> ingress.findValues("backend").stream())
                .map(backend -> backend.path("service"))
                .forEach(backend -> {
                    assertThat(backend.path("name").asString())
                            .isEqualTo(Manifests.name(manifests.the("Service")));
                    assertThat(backend.at("/port/name")).isEqualTo(service.path("name"));
                });
        manifests
                .of("HTTPRoute")
                .map(route -> route.at("/spec/rules/0/backendRefs/0"))
                .forEach(backend -> {
                    assertThat(backend.path("name").asString())
                            .isEqualTo(Manifests.name(manifests.the("Service")));
                    assertThat(backend.path("port")).isEqualTo(service.path("port"));
                });
        assertThat(manifests.the("Pod").toString())
                .contains(
                        "://%s:%s\""
                                .formatted(
                                        Manifests.name(manifests.the("Service")),
                                        service.path("port")));
    }

    @Test
    void scaleTheDeployment() {
        var manifests = Chart.of("everything").rendered();
        var target = manifests.the("HorizontalPodAutoscaler").at("/spec/scaleTargetRef");
        var deployment = manifests.the("Deployment");

        assertThat(target.path("name").asString()).isEqualTo(Manifests.name(deployment));
        assertThat(target.path("apiVersion")).isEqualTo(deployment.path("apiVersion"));
        assertThat(deployment.at("/spec/replicas").isMissingNode()).isTrue();
    }

    /** Whoever may call, the chart's own test may. */
    @Test
    void letTheTestCall() {
        var manifests = Chart.of("everything").rendered();

        var allowed =
                manifests
                        .the("NetworkPolicy")
                        .at("/spec/ingress/0/from/0/podSelector/matchLabels")
                        .properties();

        assertThat(allowed).isNotEmpty();
        assertThat(manifests.the("Pod").at("/metadata/labels").properties()).containsAll(allowed);
    }

    @Test
    void scrapeAndWatchThisReleaseAlone() {
        var manifests =
                Chart.of("postgres")
                        .with("{tls: {existingSecret: web}}")
                        .with("{networkPolicy: {monitoringFrom: [{podSelector: {}}]}}")
                        .with(
                                "{monitoring: {serviceMonitor: {enabled: true}, alerts: {enabled: true}}}")
                        .rendered();
        var service = manifests.the("Service");
        var monitor = manifests.the("ServiceMonitor");
        var endpoint = monitor.at("/spec/endpoints/0");
        var expressions = manifests.the("PrometheusRule").findValuesAsString("expr");

        assertThat(service.at("/metadata/labels").properties())
                .containsAll(monitor.at("/spec/selector/matchLabels").properties());
        assertThat(texts(manifests.container().path("ports"), "name"))
                .contains(endpoint.path("targetPort").asString());
        assertThat(endpoint.path("scheme").asString()).isEqualTo("https");
        assertThat(endpoint.at("/tlsConfig/serverName").asString())
                .isEqualTo(Manifests.name(service) + ".frames.svc");
        assertThat(endpoint.at("/tlsConfig/ca/secret/name").asString()).isEqualTo("web");
        // The operator calls the job after the Service.
        var release = "{job=\"%s\", namespace=\"frames\"".formatted(Manifests.name(service));
        assertThat(expressions)
                .hasSizeGreaterThan(10)
                .allSatisfy(expression ->
                        assertThat(expression.replace(release, "")).doesNotContain("{", "job="));
        assertThat(expressions).allMatch(expression -> expression.contains(release));
    }

    /** As long as a release's name may be. */
    @Test
    void haveNamesThatKubernetesTakes() {
        var long53 = "a".repeat(52) + "1";
        for (var chart :
                List.of(
                        Chart.of("cloud"),
                        Chart.of("postgres"),
                        Chart.of("sandbox").with("{monitoring: {dashboard: {enabled: true}}}"))) {
            var manifests = chart.releasedAs(long53).rendered();
            assertThat(manifests.all())
                    .extracting(Manifests::name)
                    .allMatch(name -> name.matches(LABEL));
            assertThat(manifests.all())
                    .flatMap(manifest -> manifest.at("/metadata/labels").values())
                    .allMatch(value -> value.asString().matches(LABEL_VALUE));
        }
        assertThat(Chart.of("cloud").releasedAs("stillframe").text())
                .contains("name: \"stillframe\"\n", "claimName: \"stillframe-data\"");
        assertThat(
                        Chart.of("cloud")
                                .releasedAs(long53)
                                .with("fullnameOverride: " + "b".repeat(63))
                                .rendered()
                                .all())
                .extracting(Manifests::name)
                .allMatch(name -> name.matches(LABEL));
    }

    @Test
    void areOfTheVersionOfTheJar() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var version = Chart.object(Chart.DIRECTORY.resolve("Chart.yaml")).path("appVersion");

        assertThat(pom)
                .containsPattern(
                        "<artifactId>stillframe</artifactId>\\s*<version>%s(-SNAPSHOT)?<"
                                .formatted(version.asString()));
    }

    /** What the image promises is a table of this decision. */
    @ParameterizedTest
    @MethodSource("variants")
    void keepToTheContractOfTheImage(Manifests manifests) throws IOException {
        var contract =
                Files.readAllLines(Path.of("docs/decisions/0013-how-it-comes-to-kubernetes.md"));
        var pod = manifests.podSpecs().getFirst();
        var mounts = pod.at("/containers/0/volumeMounts");

        assertThat(mounts.valueStream().filter(mount -> !mount.path("readOnly").asBoolean(false)))
                .extracting(mount -> mount.path("mountPath").asString())
                .isSubsetOf("/tmp", "/stillframe/data");
        assertThat(texts(mounts, "mountPath"))
                .filteredOn(path -> !path.startsWith("/etc/"))
                .allSatisfy(path ->
                        assertThat(contract)
                                .anyMatch(line -> line.startsWith("| `" + path + "` |")));
        assertThat(contract)
                .contains(
                        "| user | `%s:%s` |"
                                .formatted(
                                        pod.at("/securityContext/runAsUser"),
                                        pod.at("/securityContext/runAsGroup")));
    }

    private static Set<String> secrets(String variant) {
        var pod = Chart.of(variant).rendered().podSpecs().getFirst();
        return Stream.concat(
                        pod.findValues("secretName").stream(),
                        pod.findValues("secretKeyRef").stream().map(key -> key.path("name")))
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> names(Manifests manifests, String kind) {
        return manifests.of(kind).map(Manifests::name).toList();
    }

    private static List<String> texts(JsonNode list, String name) {
        return list.valueStream().map(item -> item.path(name).asString()).toList();
    }
}
