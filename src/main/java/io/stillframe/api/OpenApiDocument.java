package io.stillframe.api;

import io.stillframe.snapshot.ProblemType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the OpenAPI document says of all requests. What can be read from the code, such as which
 * fields are always there and which problems exist, is not written a second time.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiDocument {

    private static final String TOKEN = "token";

    private static final String ABOUT =
            """
            Takes a still frame of a whole OpenStack server whose disks are Cinder volumes: one \
            request names a server; the answer is followed until there is an image that boots a \
            copy of it.

            Requests are strict: an unknown field or parameter is an error. In answers every field \
            is always there, null where it is not known; ignore fields that you do not know. \
            Times are RFC 3339 in UTC.

            Errors are `application/problem+json` (RFC 9457). Their types:

            | type | status | title |
            |---|---|---|
            """;

    @Bean
    OpenAPI stillframe() {
        return new OpenAPI()
                .info(new Info().title("Stillframe").version("1").description(ABOUT + problems()))
                .servers(List.of(new Server().url("/")));
    }

    @Bean
    OpenApiCustomizer whatIsTrueOfAll() {
        return document -> {
            document.getComponents().addSecuritySchemes(TOKEN, token());
            document.addSecurityItem(new SecurityRequirement().addList(TOKEN));
            RecordSchemas.complete(document.getComponents().getSchemas());
            listTypes(document.getComponents().getSchemas());
            document.getPaths()
                    .values()
                    .forEach(path -> path.readOperations().forEach(OpenApiDocument::addProblems));
        };
    }

    private static SecurityScheme token() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name("X-Auth-Token")
                .description("A Keystone token, scoped to a project.");
    }

    private static String problems() {
        return Stream.of(ProblemType.values())
                .sorted(Comparator.comparing(ProblemType::status).thenComparing(ProblemType::word))
                .map(type ->
                        "| `%s%s` | %d | %s |"
                                .formatted(
                                        ProblemAnswer.TYPE_PREFIX,
                                        type.word(),
                                        type.status(),
                                        type.title()))
                .collect(Collectors.joining("\n"));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void listTypes(Map<String, Schema> schemas) {
        var type = (Schema<String>) RecordSchemas.property(schemas.get("Problem"), "type");
        type.setEnum(
                Stream.of(ProblemType.values())
                        .map(word -> ProblemAnswer.TYPE_PREFIX + word.word())
                        .toList());
    }

    /** One response for each status that a problem of this operation can have. */
    private static void addProblems(Operation operation) {
        var byStatus =
                OperationProblems.of(operation.getOperationId()).stream()
                        .collect(
                                Collectors.groupingBy(
                                        ProblemType::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, types) ->
                operation.getResponses().addApiResponse(String.valueOf(status), response(types)));
    }

    private static ApiResponse response(List<ProblemType> types) {
        var words =
                types.stream()
                        .map(type -> "`%s` %s".formatted(type.word(), type.title()))
                        .collect(Collectors.joining("; "));
        var schema = new Schema<>().$ref("#/components/schemas/Problem");
        return new ApiResponse()
                .description(words)
                .content(
                        new Content()
                                .addMediaType(
                                        org.springframework.http.MediaType
                                                .APPLICATION_PROBLEM_JSON_VALUE,
                                        new MediaType().schema(schema)));
    }
}
