package io.stillframe.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads manifests as strictly as an API server: neither unknown fields nor wrong types nor missing
 * fields.
 */
public final class KubernetesApi {

    private static final Map<String, Class<?>> KINDS =
            Map.ofEntries(
                    Map.entry("v1 ConfigMap", ConfigMap.class),
                    Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
                    Map.entry("v1 Pod", Pod.class),
                    Map.entry("v1 Service", Service.class),
                    Map.entry("v1 ServiceAccount", ServiceAccount.class),
                    Map.entry("apps/v1 Deployment", Deployment.class),
                    Map.entry(
                            "autoscaling/v2 HorizontalPodAutoscaler",
                            HorizontalPodAutoscaler.class),
                    Map.entry("batch/v1 CronJob", CronJob.class),
                    Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class),
                    Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
                    Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
                    Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
                    Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
                    Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

    /** Not Kubernetes' own: nothing on the class path says what they require. */
    private static final Set<Class<?>> OF_OTHERS =
            Set.of(HTTPRoute.class, PrometheusRule.class, ServiceMonitor.class);

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .annotationIntrospector(new AsTheyAre())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .withCoercionConfigDefaults(coercion -> {
                        for (var shape : CoercionInputShape.values()) {
                            coercion.setCoercion(shape, CoercionAction.Fail);
                        }
                    })
                    .build();

    private KubernetesApi() {}

    public static List<String> objections(JsonNode manifest) {
        var kind = manifest.path("apiVersion").asString() + " " + manifest.path("kind").asString();
        var model = KINDS.get(kind);
        if (model == null) {
            return List.of("There is no " + kind);
        }
        var objections =
                new ArrayList<String>(
                        OF_OTHERS.contains(model) ? List.of() : ApiFields.missing(manifest));
        try {
            STRICT.treeToValue(manifest, model);
        } catch (JacksonException e) {
            objections.add(e.getOriginalMessage() + " at " + e.getPathReference());
        }
        return objections;
    }

    /** The models as they are, by their fields alone. */
    private static final class AsTheyAre extends JacksonAnnotationIntrospector {

        private static final Package OPERATOR = PrometheusRule.class.getPackage();

        /** They take in what they do not know, so that a client can pass it on. */
        @Override
        public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return false;
        }

        /** Those of the operator refuse the reader of all resources, but in words of Jackson 2. */
        @Override
        public @Nullable Object findDeserializer(MapperConfig<?> config, Annotated annotated) {
            return OPERATOR.equals(annotated.getRawType().getPackage())
                    ? null
                    : super.findDeserializer(config, annotated);
        }
    }
}
