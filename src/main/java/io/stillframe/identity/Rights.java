package io.stillframe.identity;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * With whose rights the cloud is called. Whoever calls it need not know: the rights are bound to
 * the work, and taken along to wherever its calls are sent.
 */
public sealed interface Rights {

    /** Those of our own credentials, which is what work has that nothing was bound to. */
    Rights OWN = new Own();

    record Own() implements Rights {}

    /**
     * Those of a caller.
     *
     * @param token of the caller
     * @param tokenProject that the token is scoped to
     * @param project whose things are worked on; another one only for an administrator
     * @param until when the token expires
     */
    record Lent(Secret token, String tokenProject, String project, Instant until)
            implements Rights {

        /** The same for what a project has. */
        Lent on(String other) {
            return new Lent(token, tokenProject, other, until);
        }

        /** Whether an administrator works on what another project has. */
        public boolean elsewhere() {
            return !tokenProject.equals(project);
        }

        public boolean expired(Instant now) {
            return !now.isBefore(until);
        }
    }

    /**
     * A run's that it has no more: nothing can be called with them.
     *
     * @param why completes a sentence that ends in a colon, and says what to do
     * @param mayPass they may be there again later
     */
    record Lost(String why, boolean mayPass) implements Rights {

        public Lost(String why) {
            this(why, false);
        }
    }

    /** Tells what is remembered for one project from that of others; empty for our own. */
    default String project() {
        return this instanceof Lent(_, _, var lentFor, _) ? lentFor : "";
    }

    /** What to do when the rights of a run have ended. */
    static String askAgain(String project) {
        return "Send a valid token of project %s; DELETE or retry lends it to what is stuck."
                .formatted(project);
    }

    /** Those of the present work. */
    static Rights current() {
        return Bound.CURRENT.orElse(OWN);
    }

    /** Does work with these rights. */
    static <T> T using(Rights rights, Supplier<T> work) {
        return ScopedValue.where(Bound.CURRENT, rights).call(work::get);
    }

    /** An interface can hide no field. */
    final class Bound {
        private static final ScopedValue<Rights> CURRENT = ScopedValue.newInstance();

        private Bound() {}
    }
}
