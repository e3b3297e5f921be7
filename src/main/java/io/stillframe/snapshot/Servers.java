package io.stillframe.snapshot;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nova's servers. Every method throws {@link io.stillframe.workflow.Trouble} when Nova does not
 * answer as expected.
 */
public interface Servers {

    /** Empty if there is none with this id that our credentials can see. */
    Optional<Server> find(String id);

    /** All of them, in Nova's order, read to the last page. */
    List<Attachment> attachments(String serverId);

    /**
     * One page of the project's servers.
     *
     * @param marker id of the last server of the page before; null for the first page
     */
    Page list(int limit, @Nullable String marker);

    /**
     * Whether this Nova boots an image whose mapping has the key; an older one refuses the image.
     */
    boolean understands(MappingKey key);

    /**
     * @param more whether another page may follow
     */
    record Page(List<Server> servers, boolean more) {}
}
