package io.stillframe.api;

import io.stillframe.identity.Caller;
import io.stillframe.identity.Permission;
import io.stillframe.snapshot.Whose;
import io.stillframe.workflow.Run;
import org.jspecify.annotations.Nullable;

/** Whose things a request can be about. */
final class Reach {

    static final String ALL_PROJECTS = "all_projects";

    private Reach() {}

    /** For a request that names one: to all but administrators, another project's is not there. */
    static Whose of(Caller caller) {
        return caller.may(Permission.ADMINISTER)
                ? Whose.everybodys()
                : Whose.of(caller.projectId());
    }

    /** For a list: all only if that is asked for, and then by nobody but an administrator. */
    static Whose of(Caller caller, @Nullable String allProjects) {
        if (!Parameters.flag(ALL_PROJECTS, allProjects)) {
            return Whose.of(caller.projectId());
        }
        caller.require(Permission.ADMINISTER);
        return Whose.everybodys();
    }

    /** Whether an administrator works on what another project has. */
    static boolean elsewhere(Caller caller, Run<?> run) {
        return !Whose.of(caller.projectId()).includes(run);
    }
}
