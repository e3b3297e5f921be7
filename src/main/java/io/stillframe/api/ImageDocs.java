package io.stillframe.api;

import static io.swagger.v3.oas.annotations.enums.ParameterIn.HEADER;
import static io.swagger.v3.oas.annotations.enums.ParameterIn.PATH;
import static io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterStyle;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the OpenAPI document says of each request about images. */
final class ImageDocs {

    static final String TAG = "Images";
    static final String LIST = "listImages";
    static final String READ = "readImage";
    static final String CHANGE = "changeImage";
    static final String DELETE = "deleteImage";
    static final String CREATE = "createImage";
    static final String CREATION = "readImageCreation";

    private ImageDocs() {}

    @Operation(
            operationId = LIST,
            tags = TAG,
            summary = "List the images with their mappings",
            description =
                    "Those of the caller's project, and the public ones, newest first. What is no parameter below is the name of a custom property, and the images are those that have it with exactly that value.",
            parameters = {
                @Parameter(
                        in = QUERY,
                        name = "name",
                        description = "Only those with exactly this name.",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = QUERY,
                        name = "status",
                        description = "Only those in this status: Glance's word.",
                        example = "active",
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = QUERY,
                        name = "visibility",
                        description =
                                "Only those with this visibility. A Glance that has only version 1 of the Image API does not know shared and community.",
                        schema =
                                @Schema(
                                        type = "string",
                                        allowableValues = {
                                            "private",
                                            "shared",
                                            "community",
                                            "public"
                                        })),
                @Parameter(
                        in = QUERY,
                        name = "changed_since",
                        description = "Only those changed at this time or later.",
                        example = "2026-11-22T13:05:03Z",
                        schema = @Schema(type = "string", format = "date-time")),
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
                        name = "properties",
                        description =
                                "Names of custom properties with their values, such as os_distro=debian.",
                        style = ParameterStyle.FORM,
                        explode = Explode.TRUE,
                        schema =
                                @Schema(type = "object", additionalPropertiesSchema = String.class))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = ImageList.class),
                                            examples = @ExampleObject(ImageExamples.IMAGES))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface ListAll {}

    @Operation(
            operationId = READ,
            tags = TAG,
            summary = "Read an image with its mapping",
            description = "One of the caller's project, or a public one.",
            parameters =
                    @Parameter(
                            in = PATH,
                            name = "id",
                            required = true,
                            schema = @Schema(type = "string", format = "uuid")),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The image.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = ImageAnswer.class),
                                            examples = @ExampleObject(ImageExamples.IMAGE))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Read {}

    @Operation(
            operationId = CHANGE,
            tags = TAG,
            summary = "Change an image",
            description =
                    "What is not said stays as it is. Doing it again changes nothing more. The mapping, and what Glance itself knows of the image, cannot be changed.",
            parameters =
                    @Parameter(
                            in = PATH,
                            name = "id",
                            required = true,
                            schema = @Schema(type = "string", format = "uuid")),
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = AskedChange.class),
                                            examples = @ExampleObject(ImageExamples.CHANGE))),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The image as it is now.",
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = ImageAnswer.class))))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Change {}

    @Operation(
            operationId = DELETE,
            tags = TAG,
            summary = "Delete an image",
            description =
                    "The image of a snapshot is deleted with the snapshot. What a mapping names is not deleted. There is no body.",
            parameters =
                    @Parameter(
                            in = PATH,
                            name = "id",
                            required = true,
                            schema = @Schema(type = "string", format = "uuid")),
            responses =
                    @ApiResponse(
                            responseCode = "204",
                            description = "It is deleted.",
                            content = @Content))
    @Retention(RetentionPolicy.RUNTIME)
    @interface Delete {}

    @Operation(
            operationId = CREATE,
            tags = TAG,
            summary = "Make an image out of block devices, or of data elsewhere",
            description =
                    "Checks what can be checked at once, then makes the image, and answers when that is done, or when the time is up. It goes on by itself then, also when the caller goes away.",
            parameters = {
                @Parameter(
                        in = QUERY,
                        name = "wait",
                        description =
                                "Hold the answer until the image is made, but not longer: 20s, 20 or PT20S, at most 60 seconds.",
                        example = "20s",
                        schema = @Schema(type = "string", defaultValue = "20s")),
                @Parameter(
                        in = HEADER,
                        name = RequestKeys.HEADER,
                        description =
                                "1 to 255 visible ASCII characters of your own choice, with or without quotes. The same key and body give the same image, however often they arrive.",
                        example = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
                        schema = @Schema(type = "string", maxLength = 257))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = AskedImage.class),
                                            examples = {
                                                @ExampleObject(
                                                        name = "mapping",
                                                        value = ImageExamples.REQUEST),
                                                @ExampleObject(
                                                        name = "location",
                                                        value = ImageExamples.REQUEST_WITH_LOCATION)
                                            })),
            responses = {
                @ApiResponse(
                        responseCode = "201",
                        description = "The image is made.",
                        headers =
                                @Header(
                                        name = "Location",
                                        description = "Where the image is.",
                                        schema =
                                                @Schema(type = "string", format = "uri-reference")),
                        content =
                                @Content(
                                        mediaType = APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = MadeImage.class),
                                        examples = @ExampleObject(ImageExamples.MADE))),
                @ApiResponse(
                        responseCode = "202",
                        description = "It is not made yet.",
                        headers = {
                            @Header(
                                    name = "Location",
                                    description = "Where to see how far it is.",
                                    schema = @Schema(type = "string", format = "uri-reference")),
                            @Header(
                                    name = "ETag",
                                    description = SnapshotDocs.ETAG,
                                    schema = @Schema(type = "string")),
                            @Header(
                                    name = "Retry-After",
                                    description = SnapshotDocs.AGAIN,
                                    schema = @Schema(type = "integer"))
                        },
                        content =
                                @Content(
                                        mediaType = APPLICATION_JSON_VALUE,
                                        schema =
                                                @Schema(implementation = ImageCreationAnswer.class),
                                        examples = @ExampleObject(ImageExamples.CREATION)))
            })
    @Retention(RetentionPolicy.RUNTIME)
    @interface Create {}

    @Operation(
            operationId = CREATION,
            tags = TAG,
            summary = "Read how far the making of an image is",
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
                                "Hold the answer until there is something new, but not longer: 20s, 20 or PT20S, at most 60 seconds.",
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
                        description = "How far it is.",
                        headers = {
                            @Header(
                                    name = "ETag",
                                    description = SnapshotDocs.ETAG,
                                    schema = @Schema(type = "string")),
                            @Header(
                                    name = "Retry-After",
                                    description = SnapshotDocs.AGAIN,
                                    schema = @Schema(type = "integer"))
                        },
                        content =
                                @Content(
                                        mediaType = APPLICATION_JSON_VALUE,
                                        schema =
                                                @Schema(implementation = ImageCreationAnswer.class),
                                        examples = @ExampleObject(ImageExamples.CREATION))),
                @ApiResponse(
                        responseCode = "304",
                        description = "You have it already.",
                        content = @Content)
            })
    @Retention(RetentionPolicy.RUNTIME)
    @interface Creation {}
}
