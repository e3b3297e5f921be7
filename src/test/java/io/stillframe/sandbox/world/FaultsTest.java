package io.stillframe.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stillframe.sandbox.world.Fault.Effect;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private final Faults faults = new Faults(new SplittableRandom(7));

    @Test
    void strikesOnlyWhatItIsMeantFor() {
        faults.add(
                Fault.at("cinder", "create-snapshot", new Effect.LoseReply()).matching("vol-[12]"));
        assertThat(faults.strike("cinder", "create-snapshot", "vol-1")).isPresent();
        assertThat(faults.strike("cinder", "create-snapshot", "vol-3")).isEmpty();
        assertThat(faults.strike("cinder", "delete-snapshot", "vol-1")).isEmpty();
        assertThat(faults.strike("nova", "create-snapshot", "vol-1")).isEmpty();
    }

    @Test
    void strikesNoOftenerThanItMay() {
        faults.add(Fault.at("glance", "*", new Effect.LoseReply()).times(2));
        assertThat(faults.strike("glance", "show-image", "")).isPresent();
        assertThat(faults.strike("glance", "create-image", "")).isPresent();
        assertThat(faults.strike("glance", "create-image", "")).isEmpty();
    }

    @Test
    void strikesAboutAsOftenAsItsProbabilitySays() {
        faults.add(Fault.at("*", "*", new Effect.LoseReply()).withProbability(0.25));
        long struck =
                IntStream.range(0, 4_000)
                        .filter(_ -> faults.strike("nova", "show-server", "").isPresent())
                        .count();
        assertThat(struck).isBetween(850L, 1_150L);
    }

    @Test
    void strikesTheSameWayFromTheSameSeed() {
        var other = new Faults(new SplittableRandom(7));
        var fault = Fault.at("*", "*", new Effect.LoseReply()).withProbability(0.5);
        faults.add(fault);
        other.add(fault);
        for (int i = 0; i < 100; i++) {
            assertThat(faults.strike("nova", "x", "").isPresent())
                    .isEqualTo(other.strike("nova", "x", "").isPresent());
        }
    }

    @Test
    void isNotTakenWhereItMakesNoSense() {
        assertThatThrownBy(() -> Fault.at("storage", "create-snapshot", new Effect.LoseReply()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.at("cinder", "create-snapshot", new Effect.Busy()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
