package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Glance makes of changes to an image, tried with Zed. */
class GlancePatchTest {

    private static final String IMAGES = "/image/v2/images";
    private static final String GENERAL_403 = "Access was denied to this resource.<br /><br />\n";
    private static final String GENERAL_409 =
            "There was a conflict when trying to complete your request.<br /><br />\n";

    private final SandboxCloud cloud =
            SandboxCloud.startEmpty(SandboxSettings.quick(), new HandClock());
    private final Client demo = Client.of(cloud, "demo").with("Accept", "application/json");
    private String path = "";

    @BeforeEach
    void makeAnImage() throws Exception {
        path =
                IMAGES
                        + "/"
                        + demo.post(IMAGES, "{\"name\": \"frame\", \"colour\": \"red\"}")
                                .json()
                                .path("id")
                                .asString();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Client.Reply change(String op, String attribute, String value) throws Exception {
        return demo.patch(
                path,
                "[{\"op\": \"%s\", \"path\": \"%s\", \"value\": %s}]"
                        .formatted(op, attribute, value));
    }

    private static void assertRefused(Client.Reply reply, int status, String words) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json().path("message").asString()).startsWith(words);
    }

    @Test
    void addsOverAPropertyThatIsThere() throws Exception {
        var changed = change("add", "/colour", "\"blue\"");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("colour").asString()).isEqualTo("blue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"remove", "replace"})
    void wantsAPropertyToBeThereForAnythingElse(String op) throws Exception {
        assertRefused(
                change(op, "/shape", "\"round\""),
                409,
                GENERAL_409 + "Property shape does not exist.\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "status",
                "checksum",
                "size",
                "virtual_size",
                "created_at",
                "updated_at",
                "direct_url",
                "self",
                "file",
                "schema",
                "os_hash_algo",
                "os_hash_value"
            })
    void letsNobodyChangeWhatIsItsOwn(String name) throws Exception {
        for (var op : new String[] {"add", "replace", "remove"}) {
            assertRefused(
                    change(op, "/" + name, "\"x\""),
                    403,
                    "Attribute '%s' is read-only.<br /><br />\n\n\n".formatted(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"location", "deleted", "deleted_at", "os_glance", "os_glance_stage"})
    void keepsSomeNamesForItself(String name) throws Exception {
        assertRefused(
                change("add", "/" + name, "\"x\""),
                403,
                "Attribute '%s' is reserved.<br /><br />\n\n\n".formatted(name));
        assertRefused(
                demo.post(IMAGES, "{\"%s\": \"x\"}".formatted(name)),
                403,
                GENERAL_403 + "Attribute '%s' is reserved.\n\n".formatted(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "visibility",
                "protected",
                "os_hidden",
                "owner",
                "tags",
                "min_ram",
                "min_disk",
                "disk_format",
                "container_format"
            })
    void removesNoAttribute(String name) throws Exception {
        assertRefused(
                change("remove", "/" + name, "null"),
                403,
                GENERAL_403 + "Property %s may not be removed.\n\n".formatted(name));
    }

    @Test
    void leavesTheOwnerToAdministrators() throws Exception {
        assertRefused(
                change("replace", "/owner", "\"x\""),
                403,
                GENERAL_403 + "Owner can't be updated by non admin.\n\n");
        assertRefused(change("add", "/owner", "\"x\""), 403, "Forbidding request, image ");
        assertRefused(
                demo.post(IMAGES, "{\"owner\": \"x\"}"),
                403,
                "You are not permitted to create images owned by 'x'.");
        var admin = new Client(cloud, "X-Auth-Token", cloud.project("demo").token("admin").id());
        var given = admin.post(IMAGES, "{\"owner\": \"x\"}").json();
        assertThat(given.path("owner").asString()).isEqualTo("x");
        var moved =
                admin.patch(
                        path, "[{\"op\": \"replace\", \"path\": \"/owner\", \"value\": \"x\"}]");
        assertThat(moved.json().path("owner").asString()).isEqualTo("x");
        assertThat(demo.get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [{"path": "/a", "value": "x"}]                 | Unable to find `op` in JSON Schema change. It must be one of the following: add, remove, replace.
                    [{"op": "move", "path": "/a", "value": "x"}]   | Invalid operation: `move`. It must be one of the following: add, remove, replace.
                    [{"op": "add", "value": "x"}]                  | Unable to find 'path' in JSON Schema change
                    [{"op": "add", "path": "/a"}]                  | Operation "add" requires a member named "value".
                    [{"op": "add", "path": "a", "value": "x"}]     | Pointer `a` does not start with "/".
                    [{"op": "add", "path": "/a/", "value": "x"}]   | Pointer `/a/` end with "/".
                    [{"op": "add", "path": "/a//b", "value": "x"}] | Pointer `/a//b` contains adjacent "/".
                    [{"op": "add", "path": "/a~2", "value": "x"}]  | Pointer `/a~2` contains "~" not part of a recognized escape sequence.
                    [{"op": "add", "path": "/a/b", "value": "x"}]  | Invalid JSON pointer for this resource: '/a/b'
                    ["add"]                                        | Operations must be JSON objects.
                    {"op": "add"}                                  | Request body must be a JSON array of operation objects.
                    [{"op                                          | Malformed JSON in request body.
                    ``                                             | Body expected in request.
                    """)
    void refusesWhatIsNoPatchBeforeItLooksForTheImage(String patch, String words) throws Exception {
        for (var where : new String[] {path, IMAGES + "/00000000-0000-0000-0000-00000000dead"}) {
            assertRefused(demo.patch(where, patch), 400, words);
        }
    }

    @Test
    void namesTheContentTypeThatItDoesNotTake() throws Exception {
        var reply = demo.upload(path + "/file", new byte[0]);
        assertThat(reply.status()).isEqualTo(400);
        assertRefused(
                demo.put(path + "/file", "x"),
                415,
                "The request media type application/json is not supported by this server.\n<br /><br />\n");
    }

    @Test
    void readsEscapesInNames() throws Exception {
        assertThat(change("add", "/a~1b~0c", "\"x\"").json().path("a/b~c").asString())
                .isEqualTo("x");
        assertThat(change("remove", "/a~1b~0c", "null").json().has("a/b~c")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /colour    | null                | Provided object does not match schema 'image': None is not of type 'string'
                    /colour    | 1                   | Provided object does not match schema 'image': 1 is not of type 'string'
                    /min_disk  | -1                  | Invalid value '-1' for parameter 'min_disk': Cannot be a negative value
                    /min_disk  | 2147483648          | 'min_disk' value out of range, must not exceed 2147483647.
                    /min_disk  | "3"                 | Provided object does not match schema 'image': '3' is not of type 'integer'
                    /colour    | "\\uD83D\\uDE00"    | Colour can't contain 4 byte unicode characters.
                    /name      | "\\uD83D\\uDE00"    | Name can't contain 4 byte unicode characters.
                    /\\uD83D\\uDE00 | "x"            | Property names can't contain 4 byte unicode.
                    /tags      | ["\\uD83D\\uDE00"]  | Param values can't contain 4 byte unicode.
                    /visibility | "secret"           | Provided object does not match schema 'image': 'secret' is not one of
                    """)
    void refusesValues(String attribute, String value, String words) throws Exception {
        assertRefused(change("add", attribute, value), 400, words);
    }

    @Test
    void keepsTextAsItCame() throws Exception {
        for (var text :
                new String[] {
                    "", "  a ", "a\\nb\\tc", "\u00dcn\u00ef \u65e5\u672c", "%41", "[{\\\"a\\\": 1}]"
                }) {
            assertThat(change("add", "/colour", "\"%s\"".formatted(text)).status()).isEqualTo(200);
            assertThat(demo.get(path).json().path("colour").asString())
                    .isEqualTo(text.translateEscapes());
        }
    }

    @Test
    void failsWhenItsDatabaseHasNoRoom() throws Exception {
        var longest = "x".repeat(65_535);
        assertThat(change("add", "/colour", '"' + longest + '"').status()).isEqualTo(200);
        assertThat(change("add", "/colour", '"' + longest + "x\"").status()).isEqualTo(500);
        assertThat(change("add", "/colour", '"' + "\u00e9".repeat(32_768) + '"').status())
                .isEqualTo(500);
        assertThat(change("add", "/" + "n".repeat(255), "\"x\"").status()).isEqualTo(200);
        assertThat(change("add", "/" + "n".repeat(256), "\"x\"").status()).isEqualTo(500);
        assertRefused(
                demo.post(IMAGES, "{\"%s\": \"x\"}".formatted("n".repeat(256))),
                400,
                "Custom property should not be greater than 255 characters.");
    }

    /** The names of properties are a key of its database, which knows no capitals. */
    @Test
    void failsWhenTwoNamesDifferInCaseOnly() throws Exception {
        assertThat(change("add", "/Colour", "\"x\"").status()).isEqualTo(500);
        assertThat(demo.post(IMAGES, "{\"a\": \"1\", \"A\": \"2\"}").status()).isEqualTo(500);
        assertThat(demo.get(path).json().has("Colour")).isFalse();
    }

    @Test
    void failsWhenARemovedPropertyIsToComeBackInAnotherCase() throws Exception {
        assertThat(change("remove", "/colour", "null").status()).isEqualTo(200);
        assertThat(change("add", "/Colour", "\"x\"").status()).isEqualTo(500);
        assertThat(change("add", "/colour", "\"x\"").status()).isEqualTo(200);
    }

    @Test
    void takesForAKernelAnIdOrNothing() throws Exception {
        assertRefused(
                change("add", "/kernel_id", "\"\""),
                400,
                "Provided object does not match schema 'image': '' does not match");
        var none = change("add", "/kernel_id", "null").json();
        assertThat(none.path("kernel_id").isNull()).isTrue();
        assertRefused(
                change("add", "/cinder_encryption_key_deletion_policy", "\"x\""),
                400,
                "Provided object does not match schema 'image': 'x' is not one of");
    }

    @Test
    void countsPropertiesAndTags() throws Exception {
        var patch =
                IntStream.range(0, 140)
                        .mapToObj(
                                "{\"op\": \"add\", \"path\": \"/p%d\", \"value\": \"x\"}"
                                        ::formatted)
                        .collect(Collectors.joining(",", "[", "]"));
        assertRefused(
                demo.patch(path, patch),
                413,
                "The limit has been exceeded on the number of allowed image properties. Attempted: 141, Maximum: 128");
        var tags =
                IntStream.range(0, 129)
                        .mapToObj("\"t%d\""::formatted)
                        .collect(Collectors.joining(",", "[", "]"));
        assertRefused(
                change("replace", "/tags", tags),
                413,
                "The limit has been exceeded on the number of allowed image tags. Attempted: 129, Maximum: 128");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    replace | /locations   | []                                      | 403 | Access was denied to this resource.<br /><br />\\nCannot set locations to empty list.
                    remove  | /locations/0 | null                                    | 409 | It's not allowed to remove locations if image status is queued.
                    add     | /locations/x | {"url": "file:///x", "metadata": {}}    | 400 | Invalid position for adding a location.
                    add     | /locations   | {"url": "file:///x", "metadata": {}}    | 400 | Invalid JSON pointer for this resource: '/locations'
                    add     | /locations/- | {"url": "file:///x"}                    | 400 | Provided object does not match schema 'image': 'metadata' is a required property
                    add     | /locations/- | {"metadata": {}}                        | 400 | Provided object does not match schema 'image': 'url' is a required property
                    add     | /locations/- | "file:///x"                             | 400 | Provided object does not match schema 'image': 'file:///x' is not of type 'object'
                    add     | /locations/- | {"url": "cinder://x", "metadata": {}}   | 400 | The Store URI was malformed.
                    """)
    void looksAtLocationsClosely(String op, String where, String value, int status, String words)
            throws Exception {
        assertRefused(change(op, where, value), status, words.translateEscapes());
    }

    @Test
    void keepsTheDataOfADeactivatedImageFromEverybody() throws Exception {
        change("add", "/disk_format", "\"raw\"");
        change("add", "/container_format", "\"bare\"");
        assertRefused(
                demo.post(path + "/actions/deactivate", ""),
                403,
                "Not allowed to deactivate image in status 'queued'");
        demo.upload(path + "/file", new byte[] {'a'});
        for (int i = 0; i < 2; i++) {
            assertThat(demo.post(path + "/actions/deactivate", "").status()).isEqualTo(204);
        }
        assertThat(demo.get(path).json().path("status").asString()).isEqualTo("deactivated");
        assertRefused(
                demo.get(path + "/file"),
                403,
                "The requested image has been deactivated. Image data download is forbidden.");
        var admin = new Client(cloud, "X-Auth-Token", cloud.project("admin").token("admin").id());
        assertThat(admin.get(path + "/file").text()).isEqualTo("a");
        assertThat(change("add", "/colour", "\"blue\"").status()).isEqualTo(200);
        assertRefused(
                change("add", "/locations/-", "{\"url\": \"file:///x\", \"metadata\": {}}"),
                409,
                "It's not allowed to add locations if image status is deactivated.");
        assertRefused(
                demo.upload(path + "/file", new byte[0]),
                409,
                "Image status transition from deactivated to saving is not allowed");
        assertThat(demo.get("/image/v1/images/" + path.substring(IMAGES.length() + 1)).status())
                .isEqualTo(403);
        assertThat(demo.post(path + "/actions/reactivate", "").status()).isEqualTo(204);
        assertThat(demo.get(path + "/file").text()).isEqualTo("a");
    }

    /** Which of the properties that it describes are attributes, it says itself. */
    @Test
    void marksInItsSchemaWhatIsNoAttribute() throws Exception {
        var properties = demo.get("/image/v2/schemas/image").json().path("properties");
        assertThat(properties.propertyNames())
                .contains("locations", "direct_url", "stores", "os_hidden", "kernel_id");
        for (var name : new String[] {"kernel_id", "os_distro", "instance_uuid", "description"}) {
            assertThat(properties.at("/" + name + "/is_base").asBoolean(true)).as(name).isFalse();
        }
        for (var name : new String[] {"name", "tags", "locations", "size"}) {
            assertThat(properties.path(name).has("is_base")).as(name).isFalse();
        }
    }
}
