package io.stillframe;

import io.stillframe.api.OneLook;
import io.stillframe.snapshot.Cloud;
import io.stillframe.store.Migrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is looked at from outside the process; application.yaml says which probe asks for what. */
@Configuration(proxyBeanMethods = false)
class HealthWiring {

    @Bean
    OneLook databaseHealthIndicator(Migrations migrations) {
        return new OneLook(new DatabaseHealth(migrations));
    }

    @Bean
    OneLook cloudHealthIndicator(Cloud cloud) {
        return new OneLook(new CloudHealth(cloud));
    }
}
