package io.stillframe.openstack;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.stillframe.snapshot.Cloud;
import io.stillframe.snapshot.Images;
import io.stillframe.snapshot.Servers;
import io.stillframe.snapshot.Volumes;
import java.time.InstantSource;
import java.util.List;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * One cloud with one identity. Its ports block: call them on virtual threads, never on an event
 * loop.
 */
public final class OpenStack implements AutoCloseable {

    private static final int PAGE_SIZE = 1000;

    private final Sender sender;
    private final Keystone keystone;
    private final Servers servers;
    private final Volumes volumes;
    private final Images images;
    private final Cloud cloud;

    private OpenStack(
            CloudConfig config,
            Sender sender,
            boolean volumesVouchedFor,
            InstantSource clock,
            int pageSize) {
        this.sender = sender;
        this.keystone = new Keystone(config, sender, clock);
        var identity = new Api(Service.IDENTITY, config, keystone, sender, clock);
        var compute = new Api(Service.COMPUTE, config, keystone, sender, clock);
        var volume = new Api(Service.VOLUME, config, keystone, sender, clock);
        var image = new Api(Service.IMAGE, config, keystone, sender, clock);
        this.servers = new NovaServers(compute, pageSize);
        this.volumes = new CinderVolumes(volume, pageSize);
        var glance = new GlanceImages(image, volumesVouchedFor, clock, pageSize);
        this.images = glance;
        this.cloud =
                new DiscoveredCloud(
                        keystone, List.of(identity, compute, volume, image), glance.prepared());
    }

    /** Sends nothing yet: the first call to a port logs in. */
    public static OpenStack connect(
            CloudConfig config, Limits limits, WebClient.Builder builder, InstantSource clock) {
        return connect(config, limits, false, builder, clock);
    }

    /**
     * The same.
     *
     * @param volumesVouchedFor whether our service token goes along with a caller's where an image
     *     volume becomes an image's location
     */
    public static OpenStack connect(
            CloudConfig config,
            Limits limits,
            boolean volumesVouchedFor,
            WebClient.Builder builder,
            InstantSource clock) {
        var sender = new Sender(config.transport(), limits, builder, clock);
        return new OpenStack(config, sender, volumesVouchedFor, clock, PAGE_SIZE);
    }

    /** With pages so small that a test sees more than one. */
    static OpenStack connect(
            CloudConfig config,
            Limits limits,
            WebClient.Builder builder,
            InstantSource clock,
            int pageSize) {
        var sender = new Sender(config.transport(), limits, builder, clock);
        return new OpenStack(config, sender, false, clock, pageSize);
    }

    public Servers servers() {
        return servers;
    }

    public Volumes volumes() {
        return volumes;
    }

    public Images images() {
        return images;
    }

    public Cloud cloud() {
        return cloud;
    }

    public Keystone keystone() {
        return keystone;
    }

    /** Of what stands before each service: circuits, places, turns, time limits and tries. */
    public MeterBinder metrics() {
        return sender.metrics();
    }

    @Override
    public void close() {
        sender.close();
    }
}
