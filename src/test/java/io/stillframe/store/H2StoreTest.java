package io.stillframe.store;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:store;DB_CLOSE_DELAY=-1")
class H2StoreTest extends StoreTest {}
