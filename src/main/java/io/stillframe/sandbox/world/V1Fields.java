package io.stillframe.sandbox.world;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an image in version 1 of the API: which there are, what they must look like, and
 * where they go. All of them come as text, and an empty one as none.
 */
final class V1Fields {

    private static final Set<String> ALLOWED =
            Set.of(
                    "id",
                    "name",
                    "location",
                    "store",
                    "size",
                    "virtual_size",
                    "checksum",
                    "status",
                    "is_public",
                    "disk_format",
                    "container_format",
                    "min_disk",
                    "min_ram",
                    "owner",
                    "protected",
                    "deleted",
                    "created_at",
                    "updated_at",
                    "deleted_at",
                    "uri",
                    "copy_from");
    private static final Set<String> STORES = Set.of("file", "cinder");
    private static final Set<String> AMAZON = Set.of("ami", "ari", "aki");
    private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final long LARGEST_IMAGE = 1L << 40;

    private V1Fields() {}

    static boolean isId(String text) {
        return UUID.matcher(text).matches();
    }

    static boolean isTrue(@Nullable String text) {
        return text != null && TRUE.contains(text.toLowerCase(Locale.ROOT));
    }

    static void check(Map<String, @Nullable String> fields) {
        fields.forEach(V1Fields::check);
    }

    private static void check(String name, @Nullable String value) {
        if (!ALLOWED.contains(name)) {
            throw new Refused(400, "Bad header: x-image-meta-" + name.replace('_', '-'));
        }
        checkCharacters(name, value);
        switch (name) {
            case "size" -> {
                if (number(name, value) > LARGEST_IMAGE) {
                    throw new Refused(
                            400,
                            "Denying attempt to upload image larger than %d bytes."
                                    .formatted(LARGEST_IMAGE));
                }
            }
            case "virtual_size" -> virtualSize(value);
            case "min_disk", "min_ram" -> {
                if (number(name, value) > Integer.MAX_VALUE) {
                    throw new Refused(
                            400,
                            "Invalid value '%s' for parameter '%s': Value is too large."
                                    .formatted(value, name));
                }
            }
            case "id" -> {
                if (value == null || !isId(value)) {
                    throw new Refused(
                            400, "Invalid image id '%s': Invalid image id format".formatted(value));
                }
            }
            case "name" -> {
                if (value != null && value.length() > 255) {
                    throw new Refused(400, "Image name too long: " + value.length());
                }
            }
            case "checksum" -> {
                if (value != null && value.length() > 32) {
                    throw new Refused(
                            400,
                            "Invalid checksum '%s': can't exceed 32 characters".formatted(value));
                }
            }
            case "store" -> {
                if (value != null && !STORES.contains(value)) {
                    throw new Refused(400, "Required store %s is invalid".formatted(value));
                }
            }
            case "created_at", "updated_at", "deleted_at" -> {
                if (value != null && LooseTime.parse(value).isEmpty()) {
                    throw new Refused(400, "Invalid time format for %s.".formatted(name));
                }
            }
            default -> {} // text of any kind, or a boolean, of which nothing is wrong
        }
    }

    /** The database of that time has no room for them. */
    static void checkCharacters(String name, @Nullable String value) {
        if (name.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw new Refused(400, "Property names can't contain 4 byte unicode.");
        }
        if (value != null && value.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            var title =
                    name.isEmpty()
                            ? name
                            : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            throw new Refused(400, "%s can't contain 4 byte unicode characters.".formatted(title));
        }
    }

    static long number(String name, @Nullable String value) {
        if (value == null) {
            throw Refused.failure(); // a null for a number: Glance itself stumbles over it
        }
        if (!INTEGER.matcher(value).matches()) {
            throw new Refused(
                    400,
                    "Invalid value '%s' for parameter '%s': Cannot convert image %s '%s' to an integer."
                            .formatted(value, name, name, value));
        }
        long number = Long.parseLong(value);
        if (number < 0) {
            throw new Refused(
                    400,
                    "Invalid value '%s' for parameter '%s': Cannot be a negative value."
                            .formatted(value, name));
        }
        return number;
    }

    private static @Nullable Long virtualSize(@Nullable String value) {
        return value == null || value.equals("None") ? null : number("virtual_size", value);
    }

    static void write(Image image, Map<String, @Nullable String> fields) {
        fields.forEach((name, value) -> write(image, name, value));
        if (fields.containsKey("disk_format") || fields.containsKey("container_format")) {
            checkMix(image);
        }
    }

    /** Who may set the owner, the id, the status and locations is decided elsewhere. */
    private static void write(Image image, String name, @Nullable String value) {
        switch (name) {
            case "name" -> image.name = value;
            case "size" -> image.size = number(name, value);
            case "virtual_size" -> image.virtualSize = virtualSize(value);
            case "checksum" -> image.checksum = value;
            case "is_public" -> image.visibility = visibility(image, isTrue(value));
            case "disk_format" -> {
                if (value == null || !ImageAttributes.DISK_FORMATS.contains(value)) {
                    throw invalid("disk", value);
                }
                image.diskFormat = value;
            }
            case "container_format" -> {
                if (value == null || !ImageAttributes.CONTAINER_FORMATS.contains(value)) {
                    throw invalid("container", value);
                }
                image.containerFormat = value;
            }
            case "min_disk" -> image.minDisk = (int) number(name, value);
            case "min_ram" -> image.minRam = (int) number(name, value);
            case "protected" -> image.isProtected = isTrue(value);
            case "deleted" -> image.deleted = isTrue(value); // and nothing more: it stays there
            default -> {} // times are Glance's own here; copy_from is taken and forgotten
        }
    }

    /** What is not public keeps the kind of privacy that version 2 gave it. */
    private static String visibility(Image image, boolean isPublic) {
        if (isPublic) {
            return "public";
        }
        return image.visibility.equals("public") ? "private" : image.visibility;
    }

    private static Refused invalid(String which, @Nullable String value) {
        return new Refused(400, "Invalid %s format '%s' for image.".formatted(which, text(value)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "None" : value;
    }

    private static void checkMix(Image image) {
        var disk = image.diskFormat;
        var container = image.containerFormat;
        if (disk == null && container != null && AMAZON.contains(container)) {
            image.diskFormat = container;
        } else if (container == null && disk != null && AMAZON.contains(disk)) {
            image.containerFormat = disk;
        } else if (disk != null
                && container != null
                && (AMAZON.contains(disk) || AMAZON.contains(container))
                && !disk.equals(container)) {
            throw new Refused(
                    400,
                    "Invalid mix of disk and container formats. When setting a disk or container format to one of"
                            + " 'aki', 'ari', or 'ami', the container and disk formats must match.");
        }
    }
}
