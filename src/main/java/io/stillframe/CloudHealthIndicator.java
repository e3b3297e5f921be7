package io.stillframe;

import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.snapshot.Cloud.Endpoint;
import io.stillframe.workflow.Trouble;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the services of the cloud answer, for people to look at. It is in no probe: a restart
 * mends no cloud, and without one Stillframe still tells what became of a snapshot.
 */
record CloudHealthIndicator(Cloud cloud) implements HealthIndicator {

    @Override
    public Health health() {
        try {
            return of(cloud.endpoints());
        } catch (Trouble trouble) {
            return Health.down().withDetail("problem", trouble.problem().detail()).build();
        }
    }

    private static Health of(List<Endpoint> endpoints) {
        var health = endpoints.stream().allMatch(CloudHealthIndicator::answers);
        var told = health ? Health.up() : Health.down();
        endpoints.forEach(endpoint -> told.withDetail(endpoint.service(), state(endpoint)));
        return told.build();
    }

    private static boolean answers(Endpoint endpoint) {
        return endpoint.problem() == null && endpoint.circuit() == Circuit.CLOSED;
    }

    private static String state(Endpoint endpoint) {
        if (endpoint.problem() != null) {
            return endpoint.problem();
        }
        return answers(endpoint)
                ? "answers"
                : "circuit " + endpoint.circuit().name().toLowerCase(Locale.ROOT);
    }
}
