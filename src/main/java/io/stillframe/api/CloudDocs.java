package io.stillframe.api;

import static io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the OpenAPI document says of each request about the cloud. */
final class CloudDocs {

    static final String TAG = "Cloud";
    static final String SERVERS = "listServers";
    static final String ABOUT = "readCloud";

    private CloudDocs() {}

    @Operation(
            operationId = SERVERS,
            tags = TAG,
            summary = "List the servers with their volumes",
            description =
                    "Those of the caller's project, in Nova's order. Those that boot from a volume can be snapshotted.",
            parameters = {
                @Parameter(
                        in = QUERY,
                        name = "limit",
                        schema =
                                @Schema(
                                        type = "integer",
                                        minimum = "1",
                                        maximum = "200",
                                        defaultValue = "50")),
                @Parameter(
                        in = QUERY,
                        name = "marker",
                        description = "The last one of the page before.",
                        schema = @Schema(type = "string", format = "uuid"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = ServerList.class),
                                            examples = @ExampleObject(CloudExamples.SERVERS))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Servers {}

    @Operation(
            operationId = ABOUT,
            tags = TAG,
            summary = "Read what was found out about the cloud",
            description = "Its services, and which strategies work here.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The cloud.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = CloudAnswer.class),
                                            examples = @ExampleObject(CloudExamples.CLOUD))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface About {}
}
