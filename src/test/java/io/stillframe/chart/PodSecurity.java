package io.stillframe.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">standard</a>
 * "restricted", and with it "baseline", for pods on Linux.
 */
public final class PodSecurity {

    private static final Set<String> VOLUMES =
            Set.of(
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

    private final List<String> objections = new ArrayList<>();

    private PodSecurity() {}

    public static List<String> objections(JsonNode pod) {
        var standard = new PodSecurity();
        standard.check(pod);
        return standard.objections;
    }

    private void check(JsonNode pod) {
        for (var host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            unless(!pod.path(host).asBoolean(false), host);
        }
        for (var volume : pod.path("volumes")) {
            volume.propertyNames().stream()
                    .filter(name -> !name.equals("name"))
                    .forEach(type -> unless(VOLUMES.contains(type), "volume " + type));
        }
        unless(pod.at("/securityContext/sysctls").isEmpty(), "sysctls");
        Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(list -> pod.path(list).valueStream())
                .forEach(container -> check(container, pod.path("securityContext")));
    }

    private void check(JsonNode container, JsonNode pod) {
        var own = container.path("securityContext");
        unless(!own.path("privileged").asBoolean(false), "privileged");
        unless(!own.path("allowPrivilegeEscalation").asBoolean(true), "allowPrivilegeEscalation");
        unless(either(own, pod, "/runAsNonRoot").asBoolean(false), "runAsNonRoot");
        unless(either(own, pod, "/runAsUser").asInt(1) != 0, "runAsUser");
        unless(
                PROFILES.contains(either(own, pod, "/seccompProfile/type").asString("")),
                "seccompProfile");
        unless(
                Set.of("", "RuntimeDefault", "Localhost")
                        .contains(either(own, pod, "/appArmorProfile/type").asString("")),
                "appArmorProfile");
        unless(either(own, pod, "/seLinuxOptions").isMissingNode(), "seLinuxOptions");
        unless(own.path("procMount").asString("Default").equals("Default"), "procMount");
        unless(
                own.at("/capabilities/drop")
                        .valueStream()
                        .anyMatch(name -> name.asString().equals("ALL")),
                "capabilities.drop");
        unless(
                own.at("/capabilities/add")
                        .valueStream()
                        .allMatch(name -> name.asString().equals("NET_BIND_SERVICE")),
                "capabilities.add");
        for (var port : container.path("ports")) {
            unless(port.path("hostPort").asInt(0) == 0, "hostPort");
        }
        for (var hook : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            unless(container.path(hook).at("/httpGet/host").isMissingNode(), hook + ".host");
        }
    }

    /** What a container says goes before what its pod says. */
    private static JsonNode either(JsonNode own, JsonNode pod, String pointer) {
        return own.at(pointer).isMissingNode() ? pod.at(pointer) : own.at(pointer);
    }

    private void unless(boolean allowed, String objection) {
        if (!allowed) {
            objections.add(objection);
        }
    }
}
