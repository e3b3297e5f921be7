package io.stillframe.api;

import static io.swagger.v3.oas.annotations.enums.ParameterIn.HEADER;
import static io.swagger.v3.oas.annotations.enums.ParameterIn.PATH;
import static io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM_VALUE;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the OpenAPI document says of each request about snapshots. */
final class SnapshotDocs {

    static final String TAG = "Snapshots";
    static final String CREATE = "createSnapshot";
    static final String READ = "readSnapshot";
    static final String LIST = "listSnapshots";
    static final String DELETE = "deleteSnapshot";
    static final String CANCEL = "cancelSnapshot";
    static final String RETRY = "retrySnapshot";
    static final String EVENTS = "listEvents";

    static final String ETAG = "The version, in quotes; for If-None-Match.";
    static final String AGAIN = "While it is unfinished: when to look again, in seconds.";
    static final String ALL_PROJECTS =
            "true for those of all projects, which takes a role that administers them.";

    private SnapshotDocs() {}

    @Operation(
            operationId = CREATE,
            tags = TAG,
            summary = "Take a snapshot of a server",
            description =
                    "Checks what can be checked at once, then answers, and goes on by itself. One snapshot at a time per server.",
            parameters = {
                @Parameter(
                        in = QUERY,
                        name = "dry_run",
                        description = "true to see what would be done; nothing is stored or made.",
                        schema = @Schema(type = "boolean", defaultValue = "false")),
                @Parameter(
                        in = HEADER,
                        name = RequestKeys.HEADER,
                        description =
                                "1 to 255 visible ASCII characters of your own choice, with or without quotes. The same key and body give the same snapshot, however often they arrive.",
                        example = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
                        schema = @Schema(type = "string", maxLength = 257))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewSnapshot.class),
                                            examples = {
                                                @ExampleObject(
                                                        name = "shortest",
                                                        value = Examples.SHORTEST_REQUEST),
                                                @ExampleObject(
                                                        name = "complete",
                                                        value = Examples.REQUEST)
                                            })),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "Started, or found by its Idempotency-Key.",
                        headers = {
                            @Header(
                                    name = "Location",
                                    description = "Where the snapshot is.",
                                    schema = @Schema(type = "string", format = "uri-reference")),
                            @Header(
                                    name = "ETag",
                                    description = ETAG,
                                    schema = @Schema(type = "string")),
                            @Header(
                                    name = "Retry-After",
                                    description = AGAIN,
                                    schema = @Schema(type = "integer"))
                        },
                        content =
                                @Content(
                                        mediaType = APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Snapshot.class),
                                        examples = @ExampleObject(Examples.CREATING))),
                @ApiResponse(
                        responseCode = "200",
                        description = "With dry_run: what would be done.",
                        content =
                                @Content(
                                        mediaType = APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = PlannedSnapshot.class),
                                        examples = @ExampleObject(Examples.PLANNED)))
            })
    @Retention(RetentionPolicy.RUNTIME)
    @interface Create {}

    @Operation(
            operationId = READ,
            tags = TAG,
            summary = "Read a snapshot",
            description =
                    "Ask with the ETag in If-None-Match and with wait, and the answer comes when there is something new.",
            parameters = {
                @Parameter(
                        in = PATH,
                        name = "id",
                        required = true,
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        in = QUERY,
                        name = "wait",
                        description =
                                "Hold the answer until the snapshot changes, but not longer: 20s, 20 or PT20S, at most 60 seconds.",
                        example = "20s",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = HEADER,
                        name = "If-None-Match",
                        description = "The ETag of what you have.",
                        schema = @Schema(type = "string"))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The snapshot.",
                        headers = {
                            @Header(
                                    name = "ETag",
                                    description = ETAG,
                                    schema = @Schema(type = "string")),
                            @Header(
                                    name = "Retry-After",
                                    description = AGAIN,
                                    schema = @Schema(type = "integer"))
                        },
                        content =
                                @Content(
                                        mediaType = APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Snapshot.class),
                                        examples = @ExampleObject(Examples.AVAILABLE))),
                @ApiResponse(
                        responseCode = "304",
                        description = "You have it already.",
                        content = @Content)
            })
    @Retention(RetentionPolicy.RUNTIME)
    @interface Read {}

    @Operation(
            operationId = LIST,
            tags = TAG,
            summary = "List the snapshots",
            description = "Those of the caller's project, or all projects', newest first.",
            parameters = {
                @Parameter(
                        in = QUERY,
                        name = "server_id",
                        description = "Only those of this server.",
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        in = QUERY,
                        name = "status",
                        description = "Only those in this status.",
                        schema =
                                @Schema(
                                        type = "string",
                                        allowableValues = {
                                            "creating",
                                            "available",
                                            "failed",
                                            "stuck",
                                            "cancelling",
                                            "cancelled",
                                            "deleting",
                                            "deleted"
                                        })),
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
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        in = QUERY,
                        name = Reach.ALL_PROJECTS,
                        description = ALL_PROJECTS,
                        schema = @Schema(type = "boolean", defaultValue = "false"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = SnapshotList.class),
                                            examples = @ExampleObject(Examples.SNAPSHOTS))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface ListAll {}

    @Operation(
            operationId = DELETE,
            tags = TAG,
            summary = "Delete a snapshot",
            description =
                    "Deletes the image and the volume snapshots, not the record: its status becomes deleting, then deleted. Doing it again changes nothing.",
            parameters =
                    @Parameter(
                            in = PATH,
                            name = "id",
                            required = true,
                            schema = @Schema(type = "string", format = "uuid")),
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "Being deleted.",
                            headers = {
                                @Header(
                                        name = "ETag",
                                        description = ETAG,
                                        schema = @Schema(type = "string")),
                                @Header(
                                        name = "Retry-After",
                                        description = AGAIN,
                                        schema = @Schema(type = "integer"))
                            },
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Snapshot.class))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Delete {}

    @Operation(
            operationId = CANCEL,
            tags = TAG,
            summary = "Cancel a snapshot",
            description =
                    "Undoes what was done: its status becomes cancelling, then cancelled. One that has failed and is being undone already goes on with that. Doing it again changes nothing until it has ended. There is no body.",
            parameters =
                    @Parameter(
                            in = PATH,
                            name = "id",
                            required = true,
                            schema = @Schema(type = "string", format = "uuid")),
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "Being undone.",
                            headers = {
                                @Header(
                                        name = "ETag",
                                        description = ETAG,
                                        schema = @Schema(type = "string")),
                                @Header(
                                        name = "Retry-After",
                                        description = AGAIN,
                                        schema = @Schema(type = "integer"))
                            },
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Snapshot.class))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Cancel {}

    @Operation(
            operationId = RETRY,
            tags = TAG,
            summary = "Try a failed or stuck snapshot again",
            description =
                    "What the first try has left is removed, then it begins again, with the same id. One that got stuck while it was cancelled or deleted goes on with that instead. There is no body.",
            parameters =
                    @Parameter(
                            in = PATH,
                            name = "id",
                            required = true,
                            schema = @Schema(type = "string", format = "uuid")),
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "Under way again.",
                            headers = {
                                @Header(
                                        name = "ETag",
                                        description = ETAG,
                                        schema = @Schema(type = "string")),
                                @Header(
                                        name = "Retry-After",
                                        description = AGAIN,
                                        schema = @Schema(type = "integer"))
                            },
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Snapshot.class))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Retry {}

    @Operation(
            operationId = EVENTS,
            tags = TAG,
            summary = "List what happened to a snapshot, or listen to what happens",
            description =
                    """
                    Oldest first. With `Accept: text/event-stream` as server-sent events: first what \
                    happened so far, then what happens, at once, whichever replica works on it. The \
                    data of each is the same object as in the list. A comment comes at least every \
                    15 seconds.

                    The stream ends when the snapshot is finished and all has been sent. It may end \
                    before, with your token or with the replica: ask again with `Last-Event-ID`. 204 \
                    says that there is nothing more to come. What is noted later, when a finished \
                    snapshot is looked at again, is in the list.\
                    """,
            parameters = {
                @Parameter(
                        in = PATH,
                        name = "id",
                        required = true,
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        in = HEADER,
                        name = LiveEvents.LAST,
                        description =
                                "For the stream: the id of the last event that you have; only later ones are sent.",
                        example = "4",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The events.",
                        content = {
                            @Content(
                                    mediaType = APPLICATION_JSON_VALUE,
                                    schema = @Schema(implementation = EventList.class),
                                    examples = @ExampleObject(Examples.EVENTS)),
                            @Content(
                                    mediaType = TEXT_EVENT_STREAM_VALUE,
                                    schema = @Schema(type = "string"),
                                    examples = @ExampleObject(Examples.EVENT_STREAM))
                        }),
                @ApiResponse(
                        responseCode = "204",
                        description =
                                "Of the stream: the snapshot is finished, and you have all its events.",
                        content = @Content)
            })
    @Retention(RetentionPolicy.RUNTIME)
    @interface Events {}
}
