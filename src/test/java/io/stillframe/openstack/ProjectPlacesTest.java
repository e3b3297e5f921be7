package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stillframe.identity.Rights;
import io.stillframe.snapshot.Cloud.Circuit;
import io.stillframe.workflow.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a project with very many calls leaves to others. */
@Timeout(60)
class ProjectPlacesTest extends GuardTest {

    private static final Duration LONG = Duration.ofSeconds(40);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch twoHang = new CountDownLatch(2);
    private final AtomicInteger hanging = new AtomicInteger();

    @AfterEach
    void endAll() {
        end.countDown();
        threads.close();
    }

    @Test
    void leavesPlacesToOtherProjects() throws Exception {
        only(LONG, 3, 2, 1000);
        var greedy = hang("greedy", 100);

        for (int i = 0; i < 20; i++) {
            assertThat(ask("modest", read()).status()).isEqualTo(200);
        }

        assertThat(hanging).as("calls of the greedy one that are under way").hasValue(2);
        assertThat(greedy).noneMatch(Future::isDone);
        end.countDown();
        for (var each : greedy) {
            assertThat(each.get().status()).isEqualTo(200);
        }
        assertThat(server.asked("GET", "/hang")).hasSize(100);
    }

    @Test
    void letsOurOwnCallsHaveAllPlaces() throws Exception {
        var threeMeet = new CyclicBarrier(3);
        only(LONG, 3, 2, 1000);
        server.on(
                "GET",
                "/a",
                _ -> {
                    meet(threeMeet);
                    return FINE;
                });

        assertThat(troubles(3, read())).isEmpty();
    }

    @Test
    void sendsNothingForWhoWaitsTooLongForItsOwnProject() throws Exception {
        only(Duration.ofSeconds(3), 3, 2, 1000);
        hang("greedy", 2);

        var trouble = catchThrowableOfType(Trouble.class, () -> ask("greedy", change()));

        assertThat(trouble).isInstanceOf(HeldBack.class);
        assertThat(trouble.problem().mayHaveHappened()).isFalse();
        assertThat(trouble.problem().mayPass()).isTrue();
        assertThat(trouble.problem().detail())
                .isEqualTo(
                        "Could not make a: no answer from Cinder, all the connections to it that a project may have are busy with its calls.");
        assertThat(changesSent()).isZero();
        assertThat(circuit()).isEqualTo(Circuit.CLOSED);
    }

    /** Each project would be a series of numbers of its own, and who it is nobody's business. */
    @Test
    void tellsNoProjectInTheMetrics() throws Exception {
        only(LONG, 3, 2, 1000);
        hang("greedy", 2);

        assertThat(meters.getMeters())
                .isNotEmpty()
                .noneMatch(meter -> meter.getId().toString().contains("greedy"));
    }

    /** Gives back when two of them are under way. */
    private List<Future<Answer>> hang(String project, int calls) throws InterruptedException {
        server.on("GET", "/a", FINE)
                .on("POST", "/a", FINE)
                .on(
                        "GET",
                        "/hang",
                        _ -> {
                            hanging.incrementAndGet();
                            twoHang.countDown();
                            return after(end);
                        });
        var call = Call.get(Service.VOLUME, server.url() + "/hang", "hang");
        var asked = new ArrayList<Future<Answer>>();
        for (int i = 0; i < calls; i++) {
            asked.add(threads.submit(() -> ask(project, call)));
        }
        twoHang.await();
        return asked;
    }

    private Answer ask(String project, Call call) {
        var rights = new Rights.Lent(TOKEN, project, project, ScriptedCloud.NOW.plusSeconds(3600));
        return Rights.using(rights, () -> answer(call));
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
