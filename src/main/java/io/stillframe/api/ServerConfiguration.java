package io.stillframe.api;

import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/** What is done with every request, whatever it asks for and whoever sends it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RequestSettings.class)
class ServerConfiguration {

    /** With HTTP/2 a connection is many, and most of what is below would look at none of them. */
    ServerConfiguration(ServerProperties server) {
        if (server.getHttp2().isEnabled()) {
            throw new InvalidConfigurationPropertyValueException(
                    "server.http2.enabled",
                    true,
                    "Stillframe limits what clients may send for HTTP/1.1 alone. Let whatever is in front speak HTTP/2, and take this away.");
        }
    }

    @Bean
    NettyServerCustomizer keepReading() {
        return server ->
                server.doOnConnection(connection -> connection.addHandlerLast(new KeepReading()));
    }

    /** Behind what keeps answers in the order of their requests. */
    @Bean
    NettyServerCustomizer bareRefusals(Supplier<UUID> ids) {
        var json = JsonMapper.shared();
        return server ->
                server.doOnChannelInit((_, channel, _) ->
                        channel.pipeline()
                                .addBefore(
                                        NettyPipeline.HttpTrafficHandler,
                                        "stillframe.bareRefusals",
                                        new BareRefusals(json, ids)));
    }

    @Bean
    NettyServerCustomizer knownLength() {
        return server ->
                server.doOnChannelInit((_, channel, _) ->
                        channel.pipeline()
                                .addAfter(
                                        NettyPipeline.HttpCodec,
                                        "stillframe.knownLength",
                                        new KnownLength()));
    }

    @Bean
    NettyServerCustomizer requestInTime(RequestSettings settings) {
        return server ->
                server.doOnChannelInit((_, channel, _) -> {
                    var inTime = new RequestInTime(settings.requestTimeout());
                    channel.pipeline()
                            .addBefore(
                                    NettyPipeline.HttpCodec,
                                    "stillframe.bytesInTime",
                                    inTime.bytes())
                            .addAfter(
                                    NettyPipeline.HttpCodec,
                                    "stillframe.requestsInTime",
                                    inTime.requests());
                });
    }

    @Bean
    NettyServerCustomizer answerInTime(RequestSettings settings) {
        return server ->
                server.doOnChannelInit((_, channel, _) ->
                        channel.pipeline()
                                .addBefore(
                                        NettyPipeline.HttpCodec,
                                        "stillframe.answerInTime",
                                        new AnswerInTime(settings.requestTimeout())));
    }

    @Bean
    NettyServerCustomizer connectionsAtOnce(RequestSettings settings) {
        return server -> {
            var connections = new Connections(settings.connectionsAtOnce());
            return server.doOnChannelInit((_, channel, _) ->
                    channel.pipeline()
                            .addAfter(
                                    NettyPipeline.HttpCodec,
                                    "stillframe.connectionsAtOnce",
                                    connections.newHandler()));
        };
    }

    @Bean
    RequestIds requestIds(Supplier<UUID> ids) {
        return new RequestIds(ids);
    }

    @Bean
    Audit audit() {
        return new Audit();
    }
}
