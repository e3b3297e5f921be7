package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Ladder;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was found out about the cloud. */
@Schema(name = "Cloud")
record CloudAnswer(
        @JsonProperty("project_id") String projectId,
        List<Service> services,
        List<StrategyState> strategies) {

    static CloudAnswer from(Cloud cloud, Ladder ladder) {
        return new CloudAnswer(
                cloud.projectId(),
                cloud.endpoints().stream().map(Service::from).toList(),
                ladder.prospects().stream().map(StrategyState::from).toList());
    }

    @Schema(name = "CloudService")
    record Service(
            @Schema(description = "The type in the catalogue.") String service,
            String url,
            @Schema(description = "Newest first.") List<String> versions,
            @JsonProperty("min_microversion") @Nullable String minMicroversion,
            @JsonProperty("max_microversion") @Nullable String maxMicroversion,
            @Schema(description = "Why nothing more is known; null if it answered.")
                    @Nullable String problem,
            @Schema(
                            description =
                                    "Whether calls are sent to it: closed, all are; open, none for some seconds, because it has not answered lately; half_open, a few, to find out whether it is back. Of the replica that was asked.",
                            allowableValues = {"closed", "open", "half_open"})
                    String circuit) {

        static Service from(Cloud.Endpoint endpoint) {
            return new Service(
                    endpoint.service(),
                    endpoint.url(),
                    endpoint.versions(),
                    endpoint.minMicroversion(),
                    endpoint.maxMicroversion(),
                    endpoint.problem(),
                    endpoint.circuit().name().toLowerCase(Locale.ROOT));
        }
    }
}
