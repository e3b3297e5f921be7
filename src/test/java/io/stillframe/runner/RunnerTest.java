package io.stillframe.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.workflow.Claim;
import io.stillframe.workflow.Decider;
import io.stillframe.workflow.Decision;
import io.stillframe.workflow.Event.Answered;
import io.stillframe.workflow.InMemoryRuns;
import io.stillframe.workflow.Outcome;
import io.stillframe.workflow.Outcome.Done;
import io.stillframe.workflow.Outcome.Failed;
import io.stillframe.workflow.Patience;
import io.stillframe.workflow.Phase.Performing;
import io.stillframe.workflow.Phase.Succeeded;
import io.stillframe.workflow.Plan;
import io.stillframe.workflow.Problem;
import io.stillframe.workflow.Run;
import io.stillframe.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** A turn that is lost, ended or interrupted. The plan has one step, and tells what it does. */
class RunnerTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID ID = new UUID(0, 1);
    static final Patience PATIENCE =
            new Patience(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(15));

    private Function<Run<String>, Outcome<String>> step = Run::done;
    private final Plan<String> plan =
            new Plan<>(
                    "test",
                    facts -> facts,
                    _ -> true,
                    List.of(new Told("step")),
                    new Told("look-again"));
    private final Decider<String> decider = new Decider<>(plan, PATIENCE);
    private final List<String> stored = new ArrayList<>();
    private final Stored runs = new Stored();
    private final Runner<String> runner = new Runner<>(plan, decider, runs, () -> START);

    private boolean held = true;
    private boolean ending;
    private final Turn turn =
            new Turn() {
                @Override
                public boolean held() {
                    return held;
                }

                @Override
                public boolean ending() {
                    return ending;
                }
            };

    RunnerTest() {
        var run = Run.of(ID, plan, "project", "server", "", PATIENCE, START);
        runs.start(Decision.first(run, List.of()), null);
    }

    @AfterEach
    void leaveNoInterruptToOthers() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void saysThatAnAnswerStrayedWhenTheRunHasMovedOn() {
        step =
                run ->
                        asks(
                                run,
                                () -> {
                                    changedByAnother();
                                    return new Done<>("made");
                                });

        var rest = runner.carryOut(ID, endingAfterwards());

        assertThat(run().asked()).containsKey("key");
        assertThat(run().facts()).isEqualTo("other");
        assertThat(stored).containsExactly("stored", "by another", "refused", "woken");
        assertThat(rest.due()).contains(START);
    }

    @Test
    void saysItUntilItIsStored() {
        step =
                run ->
                        asks(
                                run,
                                () -> {
                                    changedByAnother();
                                    runs.changesBeforeWaking = 2;
                                    return new Done<>("made");
                                });

        runner.carryOut(ID, endingAfterwards());

        assertThat(run().asked()).containsKey("key");
        assertThat(stored)
                .endsWith("refused", "by another", "refused", "by another", "refused", "woken");
    }

    @Test
    void holdsTheClaimWhileItActsAndOnlyThen() {
        var claims = new ArrayList<Boolean>();
        step =
                run -> {
                    claims.add(Claim.current().getAsBoolean());
                    held = false;
                    claims.add(Claim.current().getAsBoolean());
                    return run.done();
                };

        runner.carryOut(ID, turn);

        assertThat(claims).containsExactly(true, false);
        assertThat(Claim.current().getAsBoolean()).isTrue();
    }

    @Test
    void sendsNothingWhenItHasLostTheRunRightAfterStoring() {
        runs.afterStoring = () -> held = false;
        step =
                run ->
                        asks(
                                run,
                                () -> {
                                    throw new AssertionError("sent");
                                });

        var rest = runner.carryOut(ID, turn);

        assertThat(run().asked()).containsKey("key");
        assertThat(rest.due()).contains(START);
    }

    @Test
    void storesNoFailureOfAWorkerThatHasLostTheRun() {
        step =
                run -> {
                    held = false;
                    return new Failed<>(run.facts(), Problem.refusal("claim-lost", "Not sent."));
                };

        assertThat(runner.carryOut(ID, turn).due()).contains(START);

        assertThat(run().version()).isZero();
    }

    @Test
    void endsWhatItHasInHandAndPutsTheRunDownDueAtOnceWhenItIsToStop() {
        step =
                run ->
                        asks(
                                run,
                                () -> {
                                    ending = true;
                                    return new Outcome.NotYet<>("half done", Duration.ZERO);
                                });

        var rest = runner.carryOut(ID, turn);

        assertThat(run().facts()).isEqualTo("half done");
        assertThat(run().asked()).isEmpty();
        assertThat(rest.version()).isEqualTo(run().version());
        assertThat(rest.due()).contains(START);
    }

    @Test
    void asksForNothingNewWhenItIsToStop() {
        step =
                run -> {
                    ending = true;
                    return asks(run, run::done);
                };

        assertThat(runner.carryOut(ID, turn).due()).contains(START);

        assertThat(run().asked()).isEmpty();
        assertThat(run().version()).isZero();
    }

    @Test
    void beginsNothingWhenItIsToStop() {
        ending = true;
        step =
                _ -> {
                    throw new AssertionError("performed");
                };
        assertThat(runner.carryOut(ID, turn).due()).contains(START);
    }

    @Test
    void takesAnInterruptForNoFailureAndForNoMistake() {
        for (var thrown : List.of("mistake", "trouble")) {
            step =
                    run -> {
                        Thread.currentThread().interrupt();
                        if (thrown.equals("mistake")) {
                            throw new IllegalStateException("the connection is closed");
                        }
                        var unclear = new Problem("cloud-timeout", "?", null, true, true, null);
                        return new Failed<>(run.facts(), unclear);
                    };

            assertThat(runner.carryOut(ID, turn).due()).contains(START);

            assertThat(run().phase()).isEqualTo(new Performing("step", 1));
            assertThat(run().version()).isZero();
        }
    }

    @Test
    void waitsForWhatAnInterruptedCallMayStillMake() {
        step =
                run ->
                        asks(
                                run,
                                () -> {
                                    Thread.currentThread().interrupt();
                                    ending = true;
                                    throw new IllegalStateException("the wait was interrupted");
                                });

        assertThat(runner.carryOut(ID, turn).due()).contains(START);

        assertThat(run().phase()).isEqualTo(new Performing("step", 1));
        assertThat(run().mayStillAppear("key")).isTrue();
        assertThat(run().asked()).containsOnlyKeys("key");
    }

    @Test
    void storesWhatCameOfItAlthoughItIsInterrupted() {
        step =
                run -> {
                    Thread.currentThread().interrupt();
                    runs.interruptedWhileStoring = true; // for a second time
                    return run.done();
                };

        runner.carryOut(ID, turn);

        assertThat(run().phase()).isInstanceOf(Succeeded.class);
    }

    @Test
    void leavesARunAsItIsWhenTheDatabaseIsAway() {
        step =
                _ -> {
                    throw new DataAccessResourceFailureException("connection refused");
                };

        assertThatThrownBy(() -> runner.carryOut(ID, turn))
                .isInstanceOf(DataAccessResourceFailureException.class);

        assertThat(run().version()).isZero();
    }

    @Test
    void failsForAMistake() {
        step =
                _ -> {
                    throw new IllegalStateException("a bug");
                };
        runner.carryOut(ID, turn);
        assertThat(run().phase()).isNotInstanceOf(Performing.class);
    }

    private static Outcome<String> asks(Run<String> run, Supplier<Outcome<String>> send) {
        return run.ask(run.facts(), List.of("key"), send);
    }

    private Run<String> run() {
        return runs.find(ID).orElseThrow();
    }

    /** What was asked for is known to it, and it goes on with the same step. */
    private void changedByAnother() {
        stored.add("by another");
        var run = run();
        var known = new Outcome.NotYet<>(run.facts() + "other", Duration.ZERO);
        var decision = decider.decide(run, new Answered<>(run.asked().keySet(), known), START);
        assertThat(runs.keep(decision)).isTrue();
    }

    /** When it has seen that another one was quicker. */
    private Turn endingAfterwards() {
        return new Turn() {
            @Override
            public boolean held() {
                return true;
            }

            @Override
            public boolean ending() {
                return stored.contains("refused");
            }
        };
    }

    /** A database on which others work, too, and whose connections break at an interrupt. */
    private final class Stored extends InMemoryRuns<String> {

        private Runnable afterStoring = () -> {};
        private int changesBeforeWaking;
        private boolean interruptedWhileStoring;

        @Override
        public synchronized boolean store(Decision<String> decision) {
            breakIfInterrupted();
            return told(super.store(decision), "stored");
        }

        @Override
        public synchronized Change<String> storeAndWake(Decision<String> decision) {
            breakIfInterrupted();
            if (changesBeforeWaking > 0) {
                changesBeforeWaking--;
                changedByAnother();
            }
            return told(super.store(decision), "woken")
                    ? new Change.Stored<>()
                    : new Change.ChangedMeanwhile<>();
        }

        private boolean keep(Decision<String> decision) {
            return super.store(decision);
        }

        private boolean told(boolean success, String how) {
            stored.add(success ? how : "refused");
            afterStoring.run();
            return success;
        }

        private void breakIfInterrupted() {
            if (interruptedWhileStoring) {
                interruptedWhileStoring = false;
                Thread.currentThread().interrupt();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new DataAccessResourceFailureException("Closed by interrupt");
            }
        }
    }

    private final class Told implements Step<String> {

        private final String name;

        private Told(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Outcome<String> perform(Run<String> run) {
            return name.equals("step") ? step.apply(run) : run.done();
        }
    }
}
