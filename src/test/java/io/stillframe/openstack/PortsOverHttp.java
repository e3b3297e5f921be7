package io.stillframe.openstack;

import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Ports;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.Volumes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.springframework.web.reactive.function.client.WebClient;

/** The adapters, and real time. */
public record PortsOverHttp(OpenStack openStack) implements Ports, AutoCloseable {

    /** No test waits because of what we spare real services. */
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), 32, 10_000);

    /**
     * @param user the user's name, as in {@link SandboxContractTest#configOf}
     */
    public static PortsOverHttp to(SandboxCloud sandbox, String user, InstantSource clock) {
        var config = SandboxContractTest.configOf(user, sandbox);
        return new PortsOverHttp(OpenStack.connect(config, LIMITS, WebClient.builder(), clock));
    }

    @Override
    public Servers servers() {
        return openStack.servers();
    }

    @Override
    public Volumes volumes() {
        return openStack.volumes();
    }

    @Override
    public Images images() {
        return openStack.images();
    }

    @Override
    public Cloud cloud() {
        return openStack.cloud();
    }

    @Override
    public void until(Callable<Boolean> condition) {
        Specimen.until(condition);
    }

    @Override
    public void close() {
        openStack.close();
    }
}
