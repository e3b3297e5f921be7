package io.stillframe.sandbox.http;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.stillframe.sandbox.world.World;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** All services of one simulated cloud on one port of the loopback interface. */
public final class CloudServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The old image API takes whole mappings in one header. */
    private static final int LONGEST_HEADERS = 128 * 1024;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;
    private final Calls calls = new Calls();

    public CloudServer(World world, int port) {
        // The port is known only once it is bound, and the services name it in what they answer.
        var handler = new LateHandler();
        server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(port)
                        .channelGroup(connections)
                        .doOnConnection(connection -> connection.addHandlerLast(new KeepReading()))
                        .httpRequestDecoder(spec ->
                                spec.maxInitialLineLength(LONGEST_HEADERS)
                                        .maxHeaderSize(LONGEST_HEADERS))
                        .handle(new ReactorHttpHandlerAdapter(handler))
                        .bindNow(PATIENCE);
        handler.is(handler(world, calls, url()));
    }

    private static HttpHandler handler(World world, Calls calls, URI url) {
        var gateway = new Gateway(world, calls);
        var catalog = new Catalog(url);
        var routes =
                new KeystoneApi(world, catalog)
                        .routes(gateway)
                        .and(new NovaApi(world, catalog).routes(gateway))
                        .and(new CinderApi(world, catalog).routes(gateway))
                        .and(new GlanceApi(world, catalog).routes(gateway))
                        .and(new SandboxApi(calls, world.faults()).routes(gateway));
        return RouterFunctions.toHttpHandler(routes, HandlerStrategies.withDefaults());
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public int port() {
        return server.port();
    }

    public Calls calls() {
        return calls;
    }

    @Override
    public void close() {
        // Also those that keep a caller waiting: a closed cloud answers nobody.
        server.channel().close().awaitUninterruptibly(PATIENCE.toMillis());
        connections.close().awaitUninterruptibly(PATIENCE.toMillis());
    }
}
