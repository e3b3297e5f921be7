package io.stillframe.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class SideBySideTest {

    private final Map<String, Sinks.One<String>> calls =
            Map.of("a", Sinks.one(), "b", Sinks.one(), "c", Sinks.one());
    private final List<String> started = new ArrayList<>();

    private Sinks.One<String> call(String item) {
        return Objects.requireNonNull(calls.get(item));
    }

    private CompletableFuture<@Nullable List<String>> twoAtATime() {
        return SideBySide.all(
                        List.of("a", "b", "c"),
                        2,
                        item -> {
                            started.add(item);
                            return call(item).asMono();
                        })
                .toFuture();
    }

    @Test
    void startsTheNextWhenOneIsDone() {
        var all = twoAtATime();
        assertThat(started).containsExactly("a", "b");

        call("b").tryEmitValue("B").orThrow();
        assertThat(started).containsExactly("a", "b", "c");

        call("a").tryEmitValue("A").orThrow();
        call("c").tryEmitValue("C").orThrow();
        assertThat(all).isCompletedWithValue(List.of("B", "A", "C"));
    }

    @Test
    void startsNoFurtherOneAfterAFailureAndAwaitsThoseUnderWay() {
        var all = twoAtATime();

        call("a").tryEmitError(new Trouble(ProblemType.OVER_QUOTA.refusal("Full."))).orThrow();
        assertThat(started).containsExactly("a", "b");
        assertThat(all).isNotDone();

        call("b").tryEmitValue("B").orThrow();
        assertThat(started).containsExactly("a", "b");
        assertThat(all).isCompletedExceptionally();
    }
}
