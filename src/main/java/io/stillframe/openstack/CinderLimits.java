package io.stillframe.openstack;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.snapshot.VolumeLimits;
import io.stillframe.snapshot.VolumeLimits.Quota;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Reads what Cinder says of a project's limits, from its quota set or from the totals alone. */
final class CinderLimits {

    private static final String VOLUMES_OF_TYPE = "volumes_";
    private static final String SNAPSHOTS_OF_TYPE = "snapshots_";
    private static final String GIGABYTES_OF_TYPE = "gigabytes_";

    private CinderLimits() {}

    record QuotaSetBody(Map<String, JsonNode> quotaSet) {
        QuotaSetBody {
            Objects.requireNonNull(quotaSet, "quota_set");
        }
    }

    record LimitsBody(Limits limits) {
        LimitsBody {
            Objects.requireNonNull(limits, "limits");
        }
    }

    record Limits(Totals absolute) {
        Limits {
            Objects.requireNonNull(absolute, "absolute");
        }
    }

    record Totals(
            @JsonProperty("maxTotalVolumes") long maxVolumes,
            @JsonProperty("totalVolumesUsed") long volumes,
            @JsonProperty("maxTotalSnapshots") long maxSnapshots,
            @JsonProperty("totalSnapshotsUsed") long snapshots,
            @JsonProperty("maxTotalVolumeGigabytes") long maxGigabytes,
            @JsonProperty("totalGigabytesUsed") long gigabytes) {}

    static VolumeLimits ofQuotaSet(Answer answer) {
        var quotas = answer.as(QuotaSetBody.class).quotaSet();
        return new VolumeLimits(
                quota(quotas.get("volumes")),
                quota(quotas.get("snapshots")),
                quota(quotas.get("gigabytes")),
                ofTypes(quotas, VOLUMES_OF_TYPE),
                ofTypes(quotas, SNAPSHOTS_OF_TYPE),
                ofTypes(quotas, GIGABYTES_OF_TYPE),
                List.of());
    }

    private static Map<String, Quota> ofTypes(Map<String, JsonNode> quotas, String prefix) {
        var limited = new HashMap<String, Quota>();
        quotas.forEach((name, node) -> {
            var quota = quota(node);
            if (name.startsWith(prefix) && quota.limit() >= 0) {
                limited.put(name.substring(prefix.length()), quota);
            }
        });
        return limited;
    }

    private static Quota quota(@org.jspecify.annotations.Nullable JsonNode node) {
        return node == null || !node.isObject()
                ? Quota.UNLIMITED
                : new Quota(
                        node.path("limit").asLong(-1),
                        node.path("in_use").asLong(0),
                        node.path("reserved").asLong(0));
    }

    static VolumeLimits ofTotals(Answer answer) {
        var totals = answer.as(LimitsBody.class).limits().absolute();
        return new VolumeLimits(
                new Quota(totals.maxVolumes(), totals.volumes(), 0),
                new Quota(totals.maxSnapshots(), totals.snapshots(), 0),
                new Quota(totals.maxGigabytes(), totals.gigabytes(), 0),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(
                        "The limits of single volume types were not checked: Cinder does not show"
                                + " us the project's quota set.",
                        "What other calls under way have reserved was not counted: Cinder does not"
                                + " show us the project's quota set."));
    }
}
