package io.stillframe.snapshot;

import java.util.Optional;

/**
 * Glance's images. Every method throws {@link io.stillframe.workflow.Trouble} when Glance does not
 * answer as expected.
 */
public interface Images {

    /** Empty if there is none with this id that our credentials can see, or if it is deleted. */
    Optional<Image> find(String id);

    /** Registers it: {@code queued}, with its properties. */
    Registered register(NewImage image);

    /**
     * Makes a queued image active by an upload of nothing. An image that has data already is left
     * as it is.
     */
    void uploadNothing(String id);

    /** Asks for deletion; one that is gone already is fine. */
    void delete(String id);

    enum Registered {
        CREATED,
        /** 409: an image has, or once had, this id. */
        ID_TAKEN
    }
}
