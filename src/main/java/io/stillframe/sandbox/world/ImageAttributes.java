package io.stillframe.sandbox.world;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an image that a caller may write, what they must look like, and where they go.
 */
final class ImageAttributes {

    static final int MOST_PROPERTIES = 128;

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Set<String> READ_ONLY =
            Set.of(
                    "created_at",
                    "updated_at",
                    "status",
                    "checksum",
                    "size",
                    "virtual_size",
                    "direct_url",
                    "self",
                    "file",
                    "schema",
                    "os_hash_algo",
                    "os_hash_value");
    private static final Set<String> RESERVED = Set.of("location", "deleted", "deleted_at");
    static final Set<String> BASE =
            Set.of(
                    "id",
                    "name",
                    "visibility",
                    "protected",
                    "os_hidden",
                    "owner",
                    "container_format",
                    "disk_format",
                    "tags",
                    "min_ram",
                    "min_disk",
                    "locations");
    private static final Set<String> VISIBILITIES =
            Set.of("community", "public", "private", "shared");
    static final Set<String> DISK_FORMATS =
            Set.of(
                    "ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso",
                    "ploop");
    static final Set<String> CONTAINER_FORMATS =
            Set.of("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed");

    private ImageAttributes() {}

    static void checkWritable(String name) {
        if (READ_ONLY.contains(name)) {
            throw new Refused(403, "Attribute '%s' is read-only.".formatted(name));
        }
        if (RESERVED.contains(name)) {
            throw new Refused(403, "Attribute '%s' is reserved.".formatted(name));
        }
    }

    static void check(String name, @Nullable Object value) {
        switch (name) {
            case "id" -> {
                if (!(value instanceof String s) || !UUID.matcher(s).matches()) {
                    throw mismatch(
                            "%s does not match '^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$'",
                            name, value);
                }
            }
            case "name" -> {
                if (value != null) {
                    checkText(name, value, 255);
                }
            }
            case "visibility" -> checkOneOf(name, value, VISIBILITIES, false);
            case "disk_format" -> checkOneOf(name, value, DISK_FORMATS, true);
            case "container_format" -> checkOneOf(name, value, CONTAINER_FORMATS, true);
            case "protected", "os_hidden" -> {
                if (!(value instanceof Boolean)) {
                    throw mismatch("%s is not of type 'boolean'", name, value);
                }
            }
            case "min_disk", "min_ram" -> {
                if (!(value instanceof Number)) {
                    throw mismatch("%s is not of type 'integer'", name, value);
                }
            }
            case "tags", "locations" -> {
                if (!(value instanceof List)) {
                    throw mismatch("%s is not of type 'array'", name, value);
                }
            }
            case "owner" -> checkText(name, value, 255);
            default -> checkProperty(name, value);
        }
    }

    /**
     * Glance keeps a property in a column of 64 KiB and does not check its length: longer is a
     * failure of its own.
     */
    private static void checkProperty(String name, @Nullable Object value) {
        if (!(value instanceof String text)) {
            throw new Refused(
                    400,
                    ("Provided object does not match schema 'image': %s is not of type 'string'\n\nFailed validating 'type'"
                                    + " in schema['additionalProperties']:\n    {'type': 'string'}\n\nOn instance['%s']:\n    %s")
                            .formatted(PythonText.of(value), name, PythonText.of(value)));
        }
        if (name.length() > 255 || text.length() > 65_535) {
            throw new Refused(
                    500,
                    "The server has either erred or is incapable of performing the requested operation.");
        }
    }

    private static void checkText(String name, @Nullable Object value, int longest) {
        if (!(value instanceof String text)) {
            throw mismatch("%s is not of type 'string'", name, value);
        }
        if (text.length() > longest) {
            throw new Refused(
                    400,
                    ("Provided object does not match schema 'image': '%s' is too long\n\nFailed validating 'maxLength' in"
                                    + " schema['properties']['%s']:\n    {'description': 'Descriptive name for the image',\n"
                                    + "     'maxLength': 255,\n     'type': ['null', 'string']}\n\nOn instance['%s']:\n    '%s'")
                            .formatted(text, name, name, text));
        }
    }

    private static void checkOneOf(
            String name, @Nullable Object value, Set<String> allowed, boolean orNull) {
        if (value == null ? !orNull : !(value instanceof String) || !allowed.contains(value)) {
            throw mismatch(
                    "%s is not one of " + PythonText.of(allowed.stream().sorted().toList()),
                    name,
                    value);
        }
    }

    private static Refused mismatch(String what, String name, @Nullable Object value) {
        return new Refused(
                400,
                "Provided object does not match schema 'image': %s\n\nOn instance['%s']:\n    %s"
                        .formatted(
                                what.formatted(PythonText.of(value)), name, PythonText.of(value)));
    }

    static void write(Image image, String name, @Nullable Object value) {
        switch (name) {
            case "id",
                    "owner",
                    "locations" -> {} // the id is given at the making, the owner stays, locations
            // have rules of their own
            case "name" -> image.name = (String) value;
            case "visibility" -> image.visibility = String.valueOf(value);
            case "disk_format" -> image.diskFormat = (String) value;
            case "container_format" -> image.containerFormat = (String) value;
            case "protected" -> image.isProtected = Boolean.TRUE.equals(value);
            case "os_hidden" -> image.hidden = Boolean.TRUE.equals(value);
            case "min_disk" -> image.minDisk = number(value);
            case "min_ram" -> image.minRam = number(value);
            case "tags" -> {
                image.tags.clear();
                if (value instanceof List<?> list) {
                    list.stream().map(String::valueOf).distinct().forEach(image.tags::add);
                }
            }
            default -> image.properties.put(name, String.valueOf(value));
        }
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number n ? n.intValue() : 0;
    }

    static void checkCount(Map<String, ? extends @Nullable Object> properties) {
        checkCount(properties.size());
    }

    static void checkCount(int count) {
        if (count > MOST_PROPERTIES) {
            throw new Refused(
                    413,
                    "The limit has been exceeded on the number of allowed image properties. Attempted: %d, Maximum: %d"
                            .formatted(count, MOST_PROPERTIES));
        }
    }
}
