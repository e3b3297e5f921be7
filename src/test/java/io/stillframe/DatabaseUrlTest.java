package io.stillframe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://frames:hunter2@db/frames",
                "jdbc:postgresql://:hunter2@db/frames",
                "jdbc:postgresql://frames:hun/ter2@db/frames",
                "jdbc:postgresql://frames:hun?ter2@db/frames",
                "jdbc:nonsense://frames:hunter2@db/frames",
                "postgresql://frames:hunter2@db/frames",
                "jdbc:postgresql://db/frames?password=hunter2",
                "jdbc:postgresql://db/frames?user=frames&password=hunter2",
                "jdbc:postgresql://db/frames?user=frames&sslpassword=hunter2",
                "jdbc:h2:file:./data/stillframe;USER=sa;PASSWORD=hunter2",
            })
    void isRefusedWithAPasswordAndNotShown(String url) {
        assertThatThrownBy(() -> check("SPRING_DATASOURCE_URL", url))
                .isInstanceOf(DatabaseUrl.WithPassword.class)
                .hasMessageStartingWith("spring.datasource.url is no place for a password")
                .hasMessageNotContaining("hun");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/frames",
                "jdbc:postgresql://one:5432,two:5432/frames?targetServerType=primary",
                "jdbc:postgresql://[2001:db8::1]:5432/frames?ssl=true&sslmode=verify-full",
                "jdbc:postgresql://db:5432/frames?user=frames@example&ApplicationName=a:b@c",
                "jdbc:postgresql://db/frames?user=frames&passwordEncryption=on",
                "jdbc:postgresql:///frames",
                "jdbc:h2:file:./data/stillframe;WRITE_DELAY=0",
                "jdbc:h2:file:/srv/@data/frames",
                "jdbc:h2:tcp://localhost:9092/~/frames",
                "",
            })
    void isTakenWithoutOne(String url) {
        assertThatCode(() -> check("SPRING_DATASOURCE_URL", url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SPRING_DATASOURCE_HIKARI_JDBCURL", "SPRING_FLYWAY_URL"})
    void isRefusedWhereverElseItIsGiven(String variable) {
        assertThatThrownBy(() -> check(variable, "jdbc:postgresql://db/frames?password=hunter2"))
                .isInstanceOf(DatabaseUrl.WithPassword.class);
    }

    @Test
    void needNotBeGiven() {
        assertThatCode(() -> check("OTHER", "x")).doesNotThrowAnyException();
    }

    private static void check(String variable, String value) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                "test-systemEnvironment", Map.of(variable, value)));
        ConfigurationPropertySources.attach(environment);
        DatabaseUrl.check(environment);
    }
}
