package io.stillframe.sandbox.world;

import java.util.List;

public record Flavor(String id, String name, int ramMib, int diskGib, int vcpus) {

    public static final List<Flavor> ALL =
            List.of(
                    new Flavor("m1.large", "m1.large", 8192, 80, 4),
                    new Flavor("m1.medium", "m1.medium", 4096, 40, 2),
                    new Flavor("m1.small", "m1.small", 2048, 20, 1),
                    new Flavor("nodisk", "nodisk", 512, 0, 1),
                    new Flavor("tiny", "tiny", 512, 1, 1));

    public static Flavor named(String name) {
        return ALL.stream()
                .filter(f -> f.name().equals(name) || f.id().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new Refused(404, "Flavor %s could not be found.".formatted(name)));
    }
}
