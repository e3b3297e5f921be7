package io.stillframe.sandbox.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What Glance says an image looks like; the formats in it are those that this cloud takes. */
final class GlanceSchema {

    private static final String UUID =
            "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$";

    /** Properties that Glance describes, and that are no attributes for all that. */
    private static final Map<String, String> KNOWN_PROPERTIES =
            Map.of(
                    "instance_uuid",
                    "Metadata which can be used to record which instance this image is associated with."
                            + " (Informational only, does not create an instance snapshot.)",
                    "architecture",
                    "Operating system architecture",
                    "os_distro",
                    "Common name of operating system distribution",
                    "os_version",
                    "Operating system version as specified by the distributor.",
                    "description",
                    "A human-readable string describing this image.",
                    "cinder_encryption_key_id",
                    "Identifier in the OpenStack Key Management Service for the encryption key",
                    "cinder_encryption_key_deletion_policy",
                    "States the condition under which the Image Service will delete the key");

    private GlanceSchema() {}

    static ObjectNode image() {
        var properties = Json.object();
        properties.set("id", typed("string", "An identifier for the image").put("pattern", UUID));
        properties.set(
                "name", orNull("string", "Descriptive name for the image").put("maxLength", 255));
        properties.set(
                "status",
                readOnly("string", "Status of the image")
                        .set(
                                "enum",
                                words(
                                        "queued",
                                        "saving",
                                        "active",
                                        "killed",
                                        "deleted",
                                        "uploading",
                                        "importing",
                                        "pending_delete",
                                        "deactivated")));
        properties.set(
                "visibility",
                typed("string", "Scope of image accessibility")
                        .set("enum", words("community", "public", "private", "shared")));
        properties.set("protected", typed("boolean", "If true, image will not be deletable."));
        properties.set(
                "os_hidden",
                typed("boolean", "If true, image will not appear in default image list response."));
        properties.set("checksum", readOnly("string", "md5 hash of image contents."));
        properties.set(
                "os_hash_algo", readOnly("string", "Algorithm to calculate the os_hash_value"));
        properties.set(
                "os_hash_value",
                readOnly(
                        "string",
                        "Hexdigest of the image contents using the algorithm specified by the os_hash_algo"));
        properties.set("owner", orNull("string", "Owner of the image").put("maxLength", 255));
        properties.set("size", readOnly("integer", "Size of image file in bytes"));
        properties.set("virtual_size", readOnly("integer", "Virtual size of image in bytes"));
        properties.set(
                "container_format",
                orNull("string", "Format of the container")
                        .set(
                                "enum",
                                words(
                                        null,
                                        "ami",
                                        "ari",
                                        "aki",
                                        "bare",
                                        "ovf",
                                        "ova",
                                        "docker",
                                        "compressed")));
        properties.set(
                "disk_format",
                orNull("string", "Format of the disk")
                        .set(
                                "enum",
                                words(
                                        null, "ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw",
                                        "qcow2", "vdi", "iso", "ploop")));
        properties.set("created_at", readOnly("string", "Date and time of image registration"));
        properties.set(
                "updated_at", readOnly("string", "Date and time of the last image modification"));
        properties.set(
                "tags",
                typed("array", "List of strings related to the image")
                        .set("items", Json.object().put("type", "string").put("maxLength", 255)));
        properties.set(
                "min_ram", typed("integer", "Amount of ram (in MB) required to boot image."));
        properties.set(
                "min_disk",
                typed("integer", "Amount of disk space (in GB) required to boot image."));
        properties.set("self", readOnly("string", "An image self url"));
        properties.set("file", readOnly("string", "An image file url"));
        properties.set("schema", readOnly("string", "An image schema url"));
        properties.set(
                "direct_url",
                readOnly("string", "URL to access the image file kept in external store"));
        properties.set(
                "stores",
                readOnly(
                        "string",
                        "Store in which image data resides.  Only present when the operator has enabled multiple stores."
                                + "  May be a comma-separated list of store identifiers."));
        properties.set("locations", locations());
        KNOWN_PROPERTIES.forEach((name, description) ->
                properties.set(name, typed("string", description).put("is_base", false)));
        List.of("kernel_id", "ramdisk_id")
                .forEach(name ->
                        properties.set(
                                name,
                                orNull("string", "ID of image stored in Glance")
                                        .put("pattern", UUID)
                                        .put("is_base", false)));
        return Json.object()
                .put("name", "image")
                .set("properties", properties)
                .set("additionalProperties", Json.object().put("type", "string"))
                .set(
                        "links",
                        Json.array(
                                Json.link("self", "{self}"),
                                Json.link("enclosure", "{file}"),
                                Json.link("describedby", "{schema}")));
    }

    /** In the schema also where nobody sees them. */
    private static ObjectNode locations() {
        var parts =
                Json.object().set("url", Json.object().put("type", "string").put("maxLength", 255));
        ((ObjectNode) parts).set("metadata", Json.object().put("type", "object"));
        var item = Json.object().put("type", "object");
        item.set("properties", parts);
        item.set("required", words("url", "metadata"));
        return typed("array", "A set of URLs to access the image file kept in external store")
                .set("items", item);
    }

    private static ObjectNode typed(String type, String description) {
        return Json.object().put("type", type).put("description", description);
    }

    private static ObjectNode orNull(String type, String description) {
        return Json.object().set("type", words("null", type)).put("description", description);
    }

    private static ObjectNode readOnly(String type, String description) {
        return typed(type, description).put("readOnly", true);
    }

    private static ArrayNode words(@Nullable String... words) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var word : words) {
            array.add(word);
        }
        return array;
    }
}
