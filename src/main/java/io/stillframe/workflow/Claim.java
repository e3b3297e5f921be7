package io.stillframe.workflow;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether the worker that acts for a run still has it. A process that was paused, or cut off from
 * the database, is taken for dead, and another one goes on with its runs: when it wakes, it must
 * not change the cloud any more.
 */
public final class Claim {

    private static final ScopedValue<BooleanSupplier> CURRENT = ScopedValue.newInstance();

    private Claim() {}

    /**
     * @param held asked right before every call that changes the cloud, by any thread
     */
    public static <T> T holding(BooleanSupplier held, Supplier<T> work) {
        return ScopedValue.where(CURRENT, held).call(work::get);
    }

    /**
     * That of the present thread's work, to be taken along to wherever its calls are sent. Outside
     * a run nothing is claimed, and nothing is held back.
     */
    public static BooleanSupplier current() {
        return CURRENT.orElse(() -> true);
    }
}
