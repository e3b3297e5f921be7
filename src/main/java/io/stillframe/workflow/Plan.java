package io.stillframe.workflow;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The steps of a run in their order.
 *
 * @param again the facts to begin again with, made of those of a try that has failed
 * @param leaves whether something that was made is still there, as far as the facts know
 * @param lookAgain performed once more after the end, when every call whose answer was lost has
 *     settled; it removes what appeared late
 */
public record Plan<F>(
        String name,
        UnaryOperator<F> again,
        Predicate<F> leaves,
        List<Step<F>> steps,
        Step<F> lookAgain) {

    public Plan {
        steps = List.copyOf(steps);
    }

    public Step<F> step(String name) {
        return steps.get(indexOf(name));
    }

    Step<F> first() {
        return steps.getFirst();
    }

    Step<F> last() {
        return steps.getLast();
    }

    Optional<Step<F>> after(String name) {
        int next = indexOf(name) + 1;
        return next < steps.size() ? Optional.of(steps.get(next)) : Optional.empty();
    }

    Optional<Step<F>> before(String name) {
        int previous = indexOf(name) - 1;
        return previous >= 0 ? Optional.of(steps.get(previous)) : Optional.empty();
    }

    private int indexOf(String name) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("plan " + this.name + " has no step " + name);
    }
}
