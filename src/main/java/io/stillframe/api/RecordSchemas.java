package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.stillframe.snapshot.BlockDevice;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Completes the schemas of our answers from their records: a field is always there unless it is
 * left out when null, and may be null if the record says so.
 */
final class RecordSchemas {

    private static final List<Class<? extends Record>> ANSWERS =
            List.of(
                    Snapshot.class,
                    SnapshotList.class,
                    EventList.class,
                    PlannedSnapshot.class,
                    Boot.class,
                    ServerList.class,
                    LeftoverList.class,
                    ImageAnswer.class,
                    ImageList.class,
                    MadeImage.class,
                    ImageCreationAnswer.class,
                    CloudAnswer.class,
                    StrategyState.class,
                    ProblemAnswer.class,
                    BlockDevice.class);

    private RecordSchemas() {}

    @SuppressWarnings("rawtypes")
    static void complete(Map<String, Schema> schemas) {
        ANSWERS.stream()
                .flatMap(answer ->
                        Stream.concat(Stream.of(answer), Stream.of(answer.getDeclaredClasses())))
                .filter(Class::isRecord)
                .forEach(type -> complete(schemas.get(nameOf(type)), type));
    }

    static String nameOf(Class<?> type) {
        var named = type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        return named == null ? type.getSimpleName() : named.name();
    }

    static Schema<?> property(@Nullable Schema<?> schema, String name) {
        var property = schema == null ? null : schema.getProperties().get(name);
        return Objects.requireNonNull(property, name);
    }

    private static void complete(@Nullable Schema<?> schema, Class<?> type) {
        Objects.requireNonNull(schema, type.getSimpleName());
        for (var component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                complete(schema, component.getType());
                continue;
            }
            var name = nameOf(component);
            if (!leftOutWhenNull(component)) {
                schema.addRequiredItem(name);
                if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    schema.getProperties().put(name, orNull(property(schema, name)));
                }
            }
        }
    }

    private static String nameOf(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static boolean leftOutWhenNull(RecordComponent component) {
        var inclusion = component.getAccessor().getAnnotation(JsonInclude.class);
        return inclusion != null && inclusion.value() == JsonInclude.Include.NON_NULL;
    }

    @SuppressWarnings("unchecked")
    private static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            var reference = new Schema<>().$ref(schema.get$ref());
            return new Schema<>()
                    .description(schema.getDescription())
                    .oneOf(List.of(reference, new Schema<>().types(Set.of("null"))));
        }
        var types = new LinkedHashSet<String>(schema.getTypes());
        types.add("null");
        schema.setTypes(types);
        return schema;
    }
}
