package io.stillframe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends to change an image, before anything of it is checked. A null that was sent is
 * refused: whoever sends it may mean that something is to be removed. No record, because a record
 * cannot tell it from what was left out.
 */
@Schema(name = "ImageChange", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
final class AskedChange {

    @Schema(maxLength = 255)
    @JsonProperty("name")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable String name;

    @Schema(
            allowableValues = {"private", "shared", "community", "public"},
            description = "Wider than private only where the operator allows it.")
    @JsonProperty("visibility")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable String visibility;

    @Schema(description = "Whether it is kept from being deleted.")
    @JsonProperty("protected")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable Boolean isProtected;

    @Schema(minimum = "0", description = "In GiB.")
    @JsonProperty("min_disk")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable Integer minDisk;

    @Schema(minimum = "0", description = "In MiB.")
    @JsonProperty("min_ram")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable Integer minRam;

    @Schema(description = "Set, and the others stay. At most 100.")
    @JsonProperty("properties")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable Map<String, @Nullable String> properties;

    @Schema(description = "Names of properties to remove; one that is not there is fine.")
    @JsonProperty("remove_properties")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable List<@Nullable String> removeProperties;

    @Schema(
            description =
                    "They take the place of all others, but for those that callers cannot set, such as the mapping. Not together with the two before.")
    @JsonProperty("replace_properties")
    @JsonSetter(nulls = Nulls.FAIL)
    @Nullable Map<String, @Nullable String> replaceProperties;
}
