package io.stillframe.kills;

import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;

import io.stillframe.kills.Figures.Column;
import io.stillframe.sandbox.CloudProject;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import io.stillframe.sandbox.world.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * Customers have snapshots taken in a cloud with faults, while the processes that take them are
 * killed and paused. When all that is over and has come to its end, it is counted what is there.
 */
final class Round {

    /** What a round leaves behind may be here. */
    static final Path DIRECTORY =
            Path.of(System.getProperty("stillframe.jar")).toAbsolutePath().resolveSibling("kills");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LARGEST_SERVER = 3;

    private final RoundPlan plan;
    private final long seed;
    private final Random chance;
    private final Path directory;
    private final Notes notes = new Notes();
    private final SandboxCloud cloud;
    private final CloudProject demo;

    private Round(RoundPlan plan, long seed) {
        this.plan = plan;
        this.seed = seed;
        this.chance = new Random(seed);
        this.directory = DIRECTORY.resolve("round-" + seed + "-" + plan.name());
        this.cloud =
                SandboxCloud.startEmpty(
                        SandboxSettings.quick(
                                "seed=" + seed,
                                "snapshot-delay=" + chance.nextInt(800) + "ms",
                                "volume-delay=" + chance.nextInt(500) + "ms",
                                "delete-delay=" + chance.nextInt(300) + "ms"),
                        InstantSource.system());
        this.demo = cloud.project("demo");
    }

    /** What is said of a round that has not passed stays in its directory. */
    static Figures play(RoundPlan plan, long seed) {
        System.out.printf("%s, -Dkills.seed=%d%n", plan.told(), seed);
        var round = new Round(plan, seed);
        try {
            return round.play();
        } finally {
            round.cloud.close();
        }
    }

    private Figures play() {
        try {
            FileSystemUtils.deleteRecursively(directory);
            Files.createDirectories(directory);
            furnish();
            try (var database = plan.database().apply(directory)) {
                var replicas = Replicas.start(plan.replicas(), directory, cloud, database);
                try {
                    return played(database, replicas);
                } finally {
                    replicas.forEach(Replica::close);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void furnish() {
        List.of("volumes", "snapshots", "gigabytes").forEach(what -> demo.quota(what, 100_000));
        for (int volumes = 1; volumes <= LARGEST_SERVER; volumes++) {
            demo.addServers("of-" + volumes, plan.servers() / LARGEST_SERVER, volumes);
        }
    }

    private Figures played(Database database, List<Replica> replicas) throws IOException {
        var furnished = cloud.volumes().stream().map(Volume::id).collect(toSet());
        var mischief = new Mischief(cloud, database, replicas, chance);
        replicas.forEach(Replica::awaitReady);
        CloudFaults.letLoose(cloud.faults());
        Balance balance;
        try (var watch = Watch.over(cloud)) {
            whileCustomersCome(replicas, mischief);
            balance = settled(replicas, furnished).with(watch.doubles());
        }
        var objections = objections(balance, replicas);
        var figures = figures(mischief.kills(), balance, objections.isEmpty());
        tell(figures, objections, replicas);
        if (objections.isEmpty()) {
            replicas.forEach(Replica::close);
            database.close();
            FileSystemUtils.deleteRecursively(directory);
        }
        return figures;
    }

    private void whileCustomersCome(List<Replica> replicas, Mischief mischief) {
        var open = new AtomicBoolean(true);
        try (var customers = Executors.newVirtualThreadPerTaskExecutor()) {
            demo.servers()
                    .forEach(server -> {
                        var itsChance = new Random(chance.nextLong());
                        var requests = new Requests(replicas, notes, itsChance);
                        customers.execute(
                                new Customer(server.id(), requests, notes, itsChance, open::get));
                    });
            mischief.play(plan);
            replicas.forEach(Replica::awaitReady);
            open.set(false);
            cloud.faults().clear();
        } finally {
            open.set(false);
        }
    }

    /** Awaits what can still happen. In the end things are as they are. */
    private Balance settled(List<Replica> replicas, Set<String> furnished) {
        var requests = new Requests(replicas, notes, chance);
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        helpAsAnAdministrator();
                        var snapshots = all(requests);
                        var balance = balance(snapshots, furnished);
                        return balance.allHaveEnded()
                                && balance.isClean()
                                && lastLooksAreOver(snapshots);
                    });
        } catch (ConditionTimeoutException whatIsLeftStays) {
            // and is counted
        }
        return balance(all(requests), furnished);
    }

    private void helpAsAnAdministrator() {
        cloud.volumeSnapshots().stream()
                .filter(each -> each.status().equals("error_deleting"))
                .forEach(each -> cloud.setStatus(each, "error"));
    }

    private static boolean lastLooksAreOver(List<JsonNode> snapshots) {
        return snapshots.stream()
                .map(each -> Instant.parse(each.path("finished_at").asString()))
                .allMatch(end -> end.plus(Replicas.LAST_LOOK).isBefore(Instant.now()));
    }

    private static List<JsonNode> all(Requests requests) {
        var all = new ArrayList<JsonNode>();
        var next = "/v1/snapshots?limit=200";
        while (!next.isEmpty()) {
            var path = next;
            var page = requests.answer(web -> web.get(path));
            page.json().path("snapshots").valueStream().forEach(all::add);
            next = page.text("/next");
        }
        return all;
    }

    private Balance balance(List<JsonNode> snapshots, Set<String> furnished) {
        return Balance.of(cloud, furnished, snapshots, notes.accepted());
    }

    private List<String> objections(Balance balance, List<Replica> replicas) {
        var objections = new ArrayList<>(notes.mistakes());
        balance.orphans().forEach(each -> objections.add("orphan: " + each));
        balance.doubles().forEach(each -> objections.add("double: " + each));
        balance.lost().forEach(each -> objections.add("lost: " + each));
        objections.addAll(balance.wrong());
        if (!balance.allHaveEnded()) {
            objections.add("not all have ended well: " + balance.ends());
        }
        for (var replica : replicas) {
            replica.lines().filter(line -> line.contains("met a mistake")).forEach(objections::add);
            if (replica.endedByItself() > 0) {
                objections.add("a replica ended by itself");
            }
        }
        return objections;
    }

    private Figures figures(int kills, Balance balance, boolean passed) {
        var numbers = new EnumMap<Column, Long>(Column.class);
        numbers.put(Column.SNAPSHOTS, (long) notes.accepted().size());
        numbers.put(Column.KILLS, (long) kills);
        numbers.put(Column.PAUSES, (long) plan.pauses());
        numbers.put(Column.DATABASE_KILLS, (long) plan.databaseKills());
        for (var end : Figures.ENDS) {
            numbers.put(end, balance.ends().getOrDefault(end.title(), 0L));
        }
        numbers.put(Column.ORPHANS, (long) balance.orphans().size());
        numbers.put(Column.DOUBLES, (long) balance.doubles().size());
        numbers.put(Column.LOST, (long) balance.lost().size());
        return new Figures(
                Instant.now().truncatedTo(ChronoUnit.SECONDS), seed, plan.name(), numbers, passed);
    }

    private void tell(Figures figures, List<String> objections, List<Replica> replicas)
            throws IOException {
        System.out.println(Figures.header() + "\n" + figures.row());
        System.out.println("What callers were told to ask again for: " + notes.troubles());
        System.out.println("Calls to the cloud: " + cloud.calls().asMap());
        if (!objections.isEmpty()) {
            objections.forEach(System.out::println);
            Files.write(directory.resolve("objections.txt"), objections);
            replicas.forEach(Replica::threads);
        }
    }
}
