package io.stillframe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.chart.KubernetesApi;
import io.stillframe.chart.Manifests;
import io.stillframe.chart.PodSecurity;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The manifest of docs/recipes/kubernetes, as a cluster sees it. */
class NightlyManifestTest {

    @Test
    void isUnderstoodByKubernetes() throws IOException {
        var manifests = new Manifests(NightlyRecipeIT.manifest().text());

        assertThat(manifests.all()).hasSize(2);
        assertThat(manifests.all()).flatMap(KubernetesApi::objections).isEmpty();
    }

    @Test
    void isReadStrictly() throws IOException {
        var mistaken =
                NightlyRecipeIT.manifest()
                        .having("  schedule:", "  shedule:")
                        .having("concurrencyPolicy: Forbid", "concurrencyPolicy: [Forbid]");

        assertThat(new Manifests(mistaken.text()).all())
                .flatMap(KubernetesApi::objections)
                .anyMatch(objection -> objection.contains("CronJob.spec.schedule is missing"))
                .anyMatch(objection -> objection.contains("shedule"));
    }

    @Test
    void isRestricted() throws IOException {
        assertThat(PodSecurity.objections(NightlyRecipeIT.pod(NightlyRecipeIT.manifest())))
                .isEmpty();
        var root = NightlyRecipeIT.manifest().having("runAsNonRoot: true", "runAsNonRoot: false");
        assertThat(PodSecurity.objections(NightlyRecipeIT.pod(root))).isNotEmpty();
    }
}
