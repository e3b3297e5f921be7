package io.stillframe;

import static io.stillframe.WantedServer.bootedFrom;
import static io.stillframe.WantedVolume.blank;
import static io.stillframe.WantedVolume.ofAnImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import tools.jackson.databind.JsonNode;

/**
 * The services of a real cloud, each stopped in the middle of runs and started again: the runs wait
 * and say for what, and end right. How patient they are is left to the defaults.
 */
@Tag("real-cloud")
@EnabledIfEnvironmentVariable(named = Outage.STOP, matches = ".+")
@EnabledIfEnvironmentVariable(named = Outage.START, matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealOutageIT {

    /**
     * What the storage takes for each thing, so that the outage falls in the middle: stopping the
     * services of a cloud can take six seconds.
     */
    private static final Duration SLOW = Duration.ofSeconds(12);

    private static final Duration AWAY = Duration.ofSeconds(10);

    /** Eight attempts with growing pauses are over after 62 s. */
    private static final Duration LONGER_THAN_ATTEMPTS_LAST = Duration.ofSeconds(65);

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** It looks for its queue again after at most 30 s, and then works off what there is. */
    private static final Duration PATIENCE_WITH_CINDER = Duration.ofSeconds(90);

    private static final String REFUSED = "refused";

    private final OutageStillframe service = OutageStillframe.start();
    private final RealCloud cloud = RealCloud.named();
    private List<String> servers = List.of();
    private Frames frames = service.frames(cloud.token());
    private Evidence evidence = new Evidence(cloud, frames);
    private String spare = "";
    private Inventory before = new Inventory(Map.of());

    @BeforeAll
    void addServers() throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var wanted = IntStream.rangeClosed(0, 3).<Callable<String>>mapToObj(this::server);
            var added = threads.invokeAll(wanted.toList()).stream().map(Future::resultNow).toList();
            spare = added.getFirst();
            servers = added.subList(1, 4);
        }
    }

    /** The first two have the root only, the others more volumes. */
    private Callable<String> server(int number) {
        var wanted = bootedFrom(ofAnImage()).with(Math.max(0, number - 1), blank());
        return () -> cloud.add(wanted, cloud.name(String.valueOf(number)));
    }

    @BeforeEach
    void look() {
        before = cloud.inventory();
    }

    @AfterAll
    void removeAll() {
        Outage.over();
        service.close();
        cloud.close();
    }

    /** Only the last look needs Nova: at what is attached to the server by then. */
    @Test
    void waitsForNova() {
        Set<String> creating;
        try (var _ = slowStorage()) {
            creating = started();
            try (var _ = Outage.of("nova-api")) {
                refuses("Nova");
                allWaitFor("Nova", creating, AWAY);
            }
        }
        areAvailableAndGoWhenDeleted(creating);
    }

    /** Both ways: images are to be registered, and others are to be deleted. */
    @Test
    void waitsForGlance() {
        var old = taken();
        Set<String> creating;
        try (var _ = slowStorage()) {
            creating = started();
            try (var _ = Outage.of("glance")) {
                creating.add(frames.started(request(spare))); // what is known of Glance is enough
                old.forEach(frames::askToDelete);
                old.forEach(id -> tells("Glance", () -> frames.events(id)));
                allWaitFor("Glance", creating, AWAY);
            }
        }
        areGone(old);
        areAvailableAndGoWhenDeleted(creating);
    }

    /**
     * Both ways, and longer than any number of attempts would last. What Cinder's API is in the
     * middle of when it is stopped may stay {@code creating} for ever, noted by it but passed on to
     * nobody; so here it has answered everything by then.
     */
    @Test
    void waitsForCinderAsLongAsItTakes() {
        var old = taken();
        Set<String> creating;
        try (var _ = slowStorage()) {
            creating = started();
            looking().until(() -> creating.stream().allMatch(this::awaitsVolumeSnapshots));
            try (var _ = Outage.of("cinder-api")) {
                refuses("Cinder");
                old.forEach(frames::askToDelete);
                old.forEach(id -> tells("Cinder", () -> frames.events(id)));
                allWaitFor("Cinder", creating, LONGER_THAN_ATTEMPTS_LAST);
                assertThat(old).allMatch(this::isUnfinished);
            }
        }
        areGone(old);
        areAvailableAndGoWhenDeleted(creating);
    }

    /**
     * Without Keystone and the cache of its answers Nova and Cinder answer 503, Glance 401, and we
     * look for another token in vain; a Stillframe that is started meanwhile has none at all.
     */
    @Test
    void waitsForKeystoneEvenIfItIsKilledMeanwhile() {
        var old = taken();
        Set<String> creating;
        try (var _ = slowStorage()) {
            creating = started();
            use(service.frames(Login.named().token())); // who was seen just now is not asked about
            frames.read(creating.iterator().next());
            try (var _ = Outage.of("keystone", "memcached")) {
                old.forEach(frames::askToDelete);
                old.forEach(id -> tells("Keystone", () -> frames.events(id)));
                allWaitFor("Keystone", creating, Duration.ofSeconds(3));
                service.restart();
                use(service.frames(cloud.token()));
                refuses("Keystone");
                looking().until(() -> service.output().contains("Keystone"));
            }
        }
        areGone(old);
        areAvailableAndGoWhenDeleted(creating);
    }

    /**
     * Cinder takes a request for a volume snapshot and does not answer before it can pass it on;
     * then it does, however long ago the one who asked has gone. If cinder-volume is not back at
     * the queue by then, nobody hears of it.
     */
    @Test
    void doublesNothingWhenTheQueueIsAwayLongerThanACallMayTake() {
        var creating = new HashSet<String>();
        try (var _ = slowStorage()) {
            creating.add(frames.started(request(servers.get(1))));
            looking().until(() -> cloud.inventory().since(before).size() == 2);
            try (var _ = Outage.of("rabbitmq")) {
                creating.add(frames.started(request(spare)));
                allAre(
                        id -> isUnfinished(id) || is(id, "available"),
                        creating,
                        OutageStillframe.CALL_TIMEOUT.plusSeconds(5));
            }
        }
        var unheard = unfinishedOnceCinderIsBack(creating);
        unheard.forEach(this::failsOnceAnAdministratorHelps);
        creating.removeAll(unheard);
        areAvailableAndGoWhenDeleted(creating);
    }

    /**
     * A cinder-volume that is started sets to {@code error} what another was in the middle of, and
     * then works off what was asked for meanwhile.
     */
    @Test
    void takesBackWhatCinderWasInTheMiddleOfAndWaitsForWhatItHadNotBegun() {
        String begun;
        String queued;
        Outage outage;
        try (var _ = StorageFaults.slow("*", cloud.name(), Duration.ofSeconds(30))) {
            begun = frames.started(request(servers.get(2)));
            looking().until(() -> cloud.inventory().since(before).size() == 3);
            outage = Outage.of("cinder-volume");
        }
        try (outage) {
            queued = frames.started(request(spare));
            allAre(this::isUnfinished, Set.of(begun, queued), AWAY);
        }
        var failed = frames.ended(begun);

        assertThat(failed.path("status").asString()).as("%s", failed).isEqualTo("failed");
        assertThat(failed.at("/problem/type").asString())
                .isEqualTo("urn:stillframe:problem:volume-snapshot-failed");
        assertThat(failed.path("leftovers")).isEmpty();
        evidence.isGone(failed);
        areAvailableAndGoWhenDeleted(Set.of(queued));
    }

    /**
     * A queue that ends loses what is in it, unless it was set up otherwise; and a Cinder whose API
     * ends has perhaps noted what it has passed on to nobody. The volume snapshot stays {@code
     * creating}, which Cinder lets nobody delete.
     */
    @Test
    void isStuckWithAnExactListOfWhatCinderHasLostUntilAnAdministratorHelps() {
        try (var impatient = impatient()) {
            use(impatient.frames(cloud.token()));
            String queued;
            String cutOff;
            try (var _ = Outage.of("cinder-volume")) {
                queued = frames.started(request(spare));
                looking().until(() -> cloud.inventory().since(before).size() == 1);
                allAre(this::isUnfinished, Set.of(queued), Duration.ofSeconds(2)); // it is there
                Outage.of("rabbitmq");
                cutOff = frames.started(request(servers.getFirst()));
                looking().until(() -> cloud.inventory().since(before).size() == 2);
                Outage.of("cinder-api"); // which waits for the queue
            }
            var stuck = Stream.of(queued, cutOff).map(frames::ended).toList();

            var lost = stuck.stream().map(Evidence::onlyLeftover).toList();
            assertThat(cloud.inventory().since(before))
                    .containsExactlyInAnyOrderElementsOf(
                            lost.stream().map("volume snapshot "::concat).toList());

            stuck.forEach(each -> failsOnceAnAdministratorHelps(id(each)));
            assertThat(cloud.inventory()).isEqualTo(before);
        } finally {
            use(service.frames(cloud.token()));
        }
    }

    /** Else it would be stuck only after hours; but the services need some time to start again. */
    private static OutageStillframe impatient() {
        return OutageStillframe.start(
                "--stillframe.step-limit=30s",
                "--stillframe.settling-time=2s",
                "--stillframe.sweep-interval=3s");
    }

    private StorageFaults slowStorage() {
        return StorageFaults.slow("*", cloud.name(), SLOW);
    }

    private void use(Frames others) {
        frames = others;
        evidence = new Evidence(cloud, others);
    }

    private Map<String, String> request(String server) {
        return Map.of("server_id", server, "name", cloud.name("frame"));
    }

    private Set<String> started() {
        return servers.stream()
                .map(server -> frames.started(request(server)))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Set<String> taken() {
        var taken = started();
        taken.forEach(frames::available);
        return taken;
    }

    /** Nothing is begun that could not be done. */
    private void refuses(String title) {
        var reply = frames.ask(Map.of("server_id", spare, "name", REFUSED));

        assertThat(reply.status()).as("%s", reply.json()).isBetween(502, 504);
        assertThat(reply.text("/type")).startsWith("urn:stillframe:problem:cloud-");
        assertThat(reply.text("/detail")).contains(title);
    }

    /** For the whole time, and each says so. */
    private void allWaitFor(String title, Set<String> runs, Duration away) {
        runs.forEach(id -> tells(title, () -> frames.read(id).path("steps").toString()));
        allAre(this::isUnfinished, runs, away);
    }

    private static void allAre(Predicate<String> so, Set<String> runs, Duration away) {
        looking().during(away).atMost(away.plus(PATIENCE)).until(() -> runs.stream().allMatch(so));
    }

    private static ConditionFactory looking() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(BETWEEN_LOOKS);
    }

    private static void tells(String title, Supplier<String> told) {
        looking().untilAsserted(() -> assertThat(told.get()).contains(title));
    }

    private boolean awaitsVolumeSnapshots(String id) {
        return frames.read(id)
                .path("steps")
                .valueStream()
                .filter(step -> step.path("name").asString().equals("await-volume-snapshots"))
                .anyMatch(step -> step.path("status").asString().equals("running"));
    }

    private boolean isUnfinished(String id) {
        return frames.read(id).path("finished_at").isNull();
    }

    private void areAvailableAndGoWhenDeleted(Set<String> runs) {
        var snapshots = runs.stream().map(frames::available).toList();
        var made = new TreeSet<String>();
        for (var snapshot : snapshots) {
            evidence.isInTheCloud(snapshot, server(snapshot));
            evidence.mapsAllDisks(snapshot);
            made.addAll(evidence.madeFor(snapshot));
        }
        assertThat(cloud.inventory().since(before)).isEqualTo(made);
        snapshots.forEach(snapshot -> frames.askToDelete(id(snapshot)));
        areGone(runs);
        assertThat(frames.all().map(each -> each.path("name").asString())).doesNotContain(REFUSED);
        assertThat(cloud.inventory()).isEqualTo(before);
    }

    private void areGone(Set<String> runs) {
        for (var id : runs) {
            var snapshot = frames.ended(id);
            assertThat(snapshot.path("status").asString()).as("%s", snapshot).isEqualTo("deleted");
            evidence.isGone(snapshot);
        }
    }

    private Set<String> unfinishedOnceCinderIsBack(Set<String> runs) {
        try {
            await().atMost(PATIENCE_WITH_CINDER)
                    .until(() -> runs.stream().noneMatch(this::isUnfinished));
            return Set.of();
        } catch (ConditionTimeoutException _) {
            return runs.stream().filter(this::isUnfinished).collect(Collectors.toSet());
        }
    }

    private void failsOnceAnAdministratorHelps(String id) {
        frames.read(id)
                .path("volumes")
                .valueStream()
                .filter(volume -> volume.path("status").asString().equals("creating"))
                .map(volume -> volume.path("snapshot_id").asString())
                .forEach(Operator.ofTheCloud()::resetToError);
        await().atMost(PATIENCE_WITH_CINDER).until(() -> is(id, "failed"));
        evidence.isGone(frames.read(id));
    }

    private boolean is(String id, String status) {
        return frames.read(id).path("status").asString().equals(status);
    }

    private static String id(JsonNode snapshot) {
        return snapshot.path("id").asString();
    }

    private static String server(JsonNode snapshot) {
        return snapshot.at("/server/id").asString();
    }
}
