package io.stillframe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * The whole service on the cloud that {@code OS_CLOUD} names: one for all tests that say so, and
 * one instance of each test, which shares its servers between its methods.
 */
@Tag("real-cloud")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "stillframe.identity=keystone",
            "stillframe.requests-per-second=1000", // many tests are one project
            "spring.datasource.url=jdbc:h2:mem:real-cloud"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OnRealCloud {}
