package io.stillframe.api;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** The operators' own port, if there is one, is served as that of the callers is. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementServer {

    /** Spring Boot hands on those for all servers only, which the ones for Netty's are not. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> asTheOtherServer(
            ObjectProvider<NettyServerCustomizer> customizers) {
        return factory -> customizers.orderedStream().forEach(factory::addServerCustomizers);
    }
}
