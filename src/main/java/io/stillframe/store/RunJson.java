package io.stillframe.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.stillframe.workflow.Phase;
import io.stillframe.workflow.Reason;
import io.stillframe.workflow.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The JSON in a run's row. Its names are a contract with every run that is stored already. */
final class RunJson<F> {

    private static final TypeReference<Map<String, Instant>> ASKED = new TypeReference<>() {};
    private static final TypeReference<List<StepState>> STEPS = new TypeReference<>() {};

    private final JsonMapper mapper =
            JsonMapper.builder()
                    // what a run stored before did not know yet is false, 0 or null
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addMixIn(Phase.class, PhaseNames.class)
                    .addMixIn(Reason.class, ReasonNames.class)
                    .build();

    private final Class<F> factsType;

    RunJson(Class<F> factsType) {
        this.factsType = factsType;
    }

    String write(Object value) {
        return mapper.writeValueAsString(value);
    }

    /** Written as a phase, not as its own class: only so does it carry its name. */
    String writePhase(Phase phase) {
        return mapper.writerFor(Phase.class).writeValueAsString(phase);
    }

    Phase phase(String json) {
        return mapper.readValue(json, Phase.class);
    }

    F facts(String json) {
        return mapper.readValue(json, factsType);
    }

    Map<String, Instant> asked(String json) {
        return mapper.readValue(json, ASKED);
    }

    List<StepState> steps(String json) {
        return mapper.readValue(json, STEPS);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "phase")
    @JsonSubTypes({
        @Type(value = Phase.Performing.class, name = "performing"),
        @Type(value = Phase.Undoing.class, name = "undoing"),
        @Type(value = Phase.Succeeded.class, name = "succeeded"),
        @Type(value = Phase.Undone.class, name = "undone"),
        @Type(value = Phase.Stuck.class, name = "stuck")
    })
    private interface PhaseNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reason")
    @JsonSubTypes({
        @Type(value = Reason.Failure.class, name = "failure"),
        @Type(value = Reason.Cancelled.class, name = "cancelled"),
        @Type(value = Reason.Deleted.class, name = "deleted"),
        @Type(value = Reason.Retried.class, name = "retried")
    })
    private interface ReasonNames {}
}
