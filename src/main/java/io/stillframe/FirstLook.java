package io.stillframe;

import io.stillframe.snapshot.Cloud;
import io.stillframe.workflow.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Looks at the cloud right after the start: an operator reads at once what is wrong with it, and
 * the first snapshot need not find out what can be known before. A cloud that does not answer does
 * not stop the start.
 */
class FirstLook {

    private static final Logger log = LoggerFactory.getLogger(FirstLook.class);

    private final Cloud cloud;

    FirstLook(Cloud cloud) {
        this.cloud = cloud;
    }

    @EventListener(ApplicationReadyEvent.class)
    void look() {
        Thread.ofVirtual().name("first-look").start(this::tell);
    }

    private void tell() {
        try {
            log.info("working in project {}", cloud.projectId());
            cloud.endpoints().forEach(FirstLook::tell);
        } catch (Trouble trouble) {
            log.warn("the cloud does not let us in yet: {}", trouble.problem().detail());
        }
    }

    private static void tell(Cloud.Endpoint endpoint) {
        if (endpoint.problem() == null) {
            log.info(
                    "{} at {}: {}",
                    endpoint.service(),
                    endpoint.url(),
                    endpoint.maxMicroversion() == null
                            ? String.join(", ", endpoint.versions())
                            : endpoint.maxMicroversion());
        } else {
            log.warn(
                    "{} at {} does not answer: {}",
                    endpoint.service(),
                    endpoint.url(),
                    endpoint.problem());
        }
    }
}
