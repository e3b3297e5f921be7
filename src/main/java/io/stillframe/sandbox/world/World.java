package io.stillframe.sandbox.world;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The whole simulated cloud. It has no threads and no timers: what is due happens when somebody
 * enters ({@link #inside}), and only one at a time is inside.
 */
public final class World {

    private final Agenda agenda;
    private final Ids ids;
    private final Faults faults;
    private final Identity identity;
    private final Quotas quotas;
    private final Messages messages;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;
    private final Images images;
    private final V1Images v1Images;
    private final Servers servers;
    private final WorldSettings settings;

    /** With nothing around it: images have no data that lies elsewhere. */
    public World(
            WorldSettings settings, InstantSource clock, RandomGenerator random, Faults faults) {
        this(settings, clock, random, faults, Optional.empty());
    }

    public World(
            WorldSettings settings,
            InstantSource clock,
            RandomGenerator random,
            Faults faults,
            Optional<Web> web) {
        this.settings = settings;
        this.faults = faults;
        agenda = new Agenda(clock);
        ids = new Ids(random);
        var storage = new Storage(agenda, faults);
        identity = new Identity(agenda, ids, settings.tokenLife());
        quotas = new Quotas(Volumes.TYPES);
        messages = new Messages(agenda, ids);
        volumes = new Volumes(agenda, ids, storage, quotas, settings);
        snapshots = new VolumeSnapshots(agenda, ids, storage, quotas, messages, volumes, settings);
        var store = new ImageStore(settings, volumes, snapshots, web);
        images = new Images(agenda, ids, settings, store);
        v1Images = new V1Images(agenda, ids, settings, images, store);
        servers = new Servers(agenda, ids, volumes, snapshots, images, settings);
    }

    /** Lets everything happen that is due, then does this. */
    public synchronized <T> T inside(Supplier<T> work) {
        agenda.settle();
        return work.get();
    }

    public void inside(Runnable work) {
        inside(() -> {
            work.run();
            return true;
        });
    }

    /**
     * Does this when that much time has passed: the end of a call whose caller has long given up.
     */
    public void later(Duration delay, Runnable work) {
        inside(() -> agenda.after(delay, work));
    }

    public WorldSettings settings() {
        return settings;
    }

    public InstantSource clock() {
        return agenda;
    }

    public Ids ids() {
        return ids;
    }

    public Faults faults() {
        return faults;
    }

    public Identity identity() {
        return identity;
    }

    public Quotas quotas() {
        return quotas;
    }

    public Messages messages() {
        return messages;
    }

    public Volumes volumes() {
        return volumes;
    }

    public VolumeSnapshots snapshots() {
        return snapshots;
    }

    public Images images() {
        return images;
    }

    /** The same images, by the rules of version 1 of the image API. */
    public V1Images v1Images() {
        return v1Images;
    }

    public Servers servers() {
        return servers;
    }
}
