package io.stillframe.openstack;

import java.util.List;
import java.util.Locale;

/** The services that we talk to, by the names that the catalogue, headers and people use. */
enum Service {
    IDENTITY("Keystone", "identity", "identity"),
    COMPUTE("Nova", "compute", "compute"),
    VOLUME("Cinder", "volume", "volumev3", "block-storage", "block-store", "volume"),
    IMAGE("Glance", "image", "image");

    private final String title;
    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // List.of() is
    private final List<String> types;

    Service(String title, String word, String... types) {
        this.title = title;
        this.word = word;
        this.types = List.of(types);
    }

    /** For sentences. */
    String title() {
        return title;
    }

    /** For the field {@code service} of a problem. */
    String project() {
        return title.toLowerCase(Locale.ROOT);
    }

    /** The word in the header {@code OpenStack-API-Version}. */
    String word() {
        return word;
    }

    /** Types in the catalogue, the one to prefer first. */
    List<String> types() {
        return types;
    }
}
