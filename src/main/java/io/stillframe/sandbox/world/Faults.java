package io.stillframe.sandbox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The faults that are in force. May be changed at any time, by any thread. */
public final class Faults {

    /** A fault that struck, and the moment at which it is taken away again. */
    public record Strike(Fault fault, CompletableFuture<Void> removal) {

        boolean isStillInForce() {
            return !removal.isDone();
        }
    }

    private static final class Armed {
        private final Fault fault;
        private final CompletableFuture<Void> removal = new CompletableFuture<>();
        private int left;

        private Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }
    }

    private final RandomGenerator random;
    private final List<Armed> armed = new ArrayList<>();

    public Faults(RandomGenerator random) {
        this.random = random;
    }

    public synchronized void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    public void add(String service, String operation, Fault.Effect effect) {
        add(Fault.at(service, operation, effect));
    }

    public void remove(Fault fault) {
        List<Armed> gone;
        synchronized (this) {
            gone = armed.stream().filter(a -> a.fault.equals(fault)).toList();
            armed.removeAll(gone);
        }
        release(gone);
    }

    public void clear() {
        replace(List.of());
    }

    public void replace(List<Fault> faults) {
        List<Armed> old;
        synchronized (this) {
            old = List.copyOf(armed);
            armed.clear();
            faults.forEach(f -> armed.add(new Armed(f)));
        }
        release(old);
    }

    /**
     * Not under the lock: what has been hanging goes on in this very call, into the world, which
     * asks for faults.
     */
    private static void release(List<Armed> gone) {
        gone.forEach(a -> a.removal.complete(null));
    }

    public synchronized List<Fault> list() {
        return armed.stream().map(a -> a.fault).toList();
    }

    /** The first fault that concerns this and has not been used up, if chance wants it. */
    public synchronized Optional<Strike> strike(String service, String operation, String subject) {
        for (var each : armed) {
            if (each.left > 0
                    && each.fault.concerns(service, operation, subject)
                    && (each.fault.probability() >= 1
                            || random.nextDouble() < each.fault.probability())) {
                each.left--;
                return Optional.of(new Strike(each.fault, each.removal));
            }
        }
        return Optional.empty();
    }
}
