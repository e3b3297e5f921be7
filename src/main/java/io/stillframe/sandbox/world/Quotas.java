package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cinder's quotas: in total and for each volume type, booked when the request is accepted and freed
 * when the thing is gone.
 */
public final class Quotas {

    private static final int UNLIMITED = -1;

    private static final Map<String, Integer> DEFAULTS =
            Map.of(
                    "volumes",
                    10,
                    "snapshots",
                    10,
                    "gigabytes",
                    1000,
                    "backups",
                    10,
                    "backup_gigabytes",
                    1000,
                    "groups",
                    10);

    /** Limit -1 means none. */
    public record Usage(int limit, int inUse, int reserved) {}

    private static final class Account {
        private int limit;
        private int inUse;
        private int reserved;

        private Account(int limit) {
            this.limit = limit;
        }

        private boolean hasNoRoomFor(int amount) {
            return limit != UNLIMITED && inUse + reserved + amount > limit;
        }
    }

    private final List<VolumeType> types;
    private final Map<String, Map<String, Account>> byProject = new HashMap<>();

    Quotas(List<VolumeType> types) {
        this.types = types;
    }

    /** Every quota of a project by Cinder's name for it. */
    public Map<String, Usage> of(String projectId) {
        var all = new LinkedHashMap<String, Usage>();
        accounts(projectId)
                .forEach((name, a) -> all.put(name, new Usage(a.limit, a.inUse, a.reserved)));
        return all;
    }

    public void limit(String projectId, String name, int limit) {
        account(projectId, name).limit = limit;
    }

    /** As if a request of somebody else were just being decided on. */
    public void reserve(String projectId, String name, int amount) {
        account(projectId, name).reserved = amount;
    }

    void bookVolume(String projectId, VolumeType type, int gib) {
        for (var name : List.of("volumes", "volumes_" + type.name())) {
            var account = account(projectId, name);
            if (account.hasNoRoomFor(1)) {
                throw new Refused(
                        413,
                        "VolumeLimitExceeded: Maximum number of volumes allowed (%d) exceeded for quota '%s'."
                                .formatted(account.limit, name));
            }
        }
        checkGigabytes(projectId, type, gib);
        countVolume(projectId, type, gib);
    }

    /** Also where there is no room for it. */
    void countVolume(String projectId, VolumeType type, int gib) {
        add(projectId, "volumes", type, 1, gib);
    }

    void freeVolume(String projectId, VolumeType type, int gib) {
        add(projectId, "volumes", type, -1, -gib);
    }

    void bookSnapshot(String projectId, VolumeType type, int gib) {
        for (var name : List.of("snapshots", "snapshots_" + type.name())) {
            var account = account(projectId, name);
            if (account.hasNoRoomFor(1)) {
                throw new Refused(
                        413,
                        "SnapshotLimitExceeded: Maximum number of snapshots allowed (%d) exceeded"
                                .formatted(account.limit));
            }
        }
        checkGigabytes(projectId, type, gib);
        add(projectId, "snapshots", type, 1, gib);
    }

    void freeSnapshot(String projectId, VolumeType type, int gib) {
        add(projectId, "snapshots", type, -1, -gib);
    }

    private void checkGigabytes(String projectId, VolumeType type, int gib) {
        for (var name : List.of("gigabytes", "gigabytes_" + type.name())) {
            var account = account(projectId, name);
            if (account.hasNoRoomFor(gib)) {
                throw new Refused(
                        413,
                        ("VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed %s quota. "
                                        + "Requested %dG, quota is %dG and %dG has been consumed.")
                                .formatted(
                                        name,
                                        gib,
                                        account.limit,
                                        account.inUse + account.reserved));
            }
        }
    }

    private void add(String projectId, String what, VolumeType type, int count, int gib) {
        account(projectId, what).inUse += count;
        account(projectId, what + "_" + type.name()).inUse += count;
        account(projectId, "gigabytes").inUse += gib;
        account(projectId, "gigabytes_" + type.name()).inUse += gib;
    }

    private Account account(String projectId, String name) {
        return accounts(projectId).computeIfAbsent(name, _ -> new Account(UNLIMITED));
    }

    private Map<String, Account> accounts(String projectId) {
        return byProject.computeIfAbsent(
                projectId,
                _ -> {
                    var accounts = new LinkedHashMap<String, Account>();
                    names().forEach(name ->
                            accounts.put(
                                    name, new Account(DEFAULTS.getOrDefault(name, UNLIMITED))));
                    return accounts;
                });
    }

    private List<String> names() {
        var names =
                new ArrayList<>(
                        List.of(
                                "volumes",
                                "per_volume_gigabytes",
                                "snapshots",
                                "gigabytes",
                                "backups",
                                "backup_gigabytes"));
        for (var type : types) {
            names.add("volumes_" + type.name());
            names.add("gigabytes_" + type.name());
            names.add("snapshots_" + type.name());
        }
        names.add("groups");
        return names;
    }
}
