package io.stillframe.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found out about the cloud; remembered for a while. */
public interface Cloud {

    /**
     * The project with whose rights we work at the moment, the only one that we can create in: that
     * of our own credentials, or the one that a caller's token is lent for.
     */
    String projectId();

    List<Endpoint> endpoints();

    /**
     * One service of the cloud.
     *
     * @param service the type in the catalogue, such as {@code volumev3}
     * @param versions as the service lists them, newest first, such as {@code v2.15}
     * @param minMicroversion null for a service without microversions
     * @param problem why nothing more is known; null if it answered
     * @param circuit as it was when this was read, never remembered
     */
    record Endpoint(
            String service,
            String url,
            List<String> versions,
            @Nullable String minMicroversion,
            @Nullable String maxMicroversion,
            @Nullable String problem,
            Circuit circuit) {}

    /** Whether calls to a service are let through. */
    enum Circuit {
        CLOSED,
        /** None: it has not answered lately. */
        OPEN,
        /** A few, to find out whether it is back. */
        HALF_OPEN
    }
}
