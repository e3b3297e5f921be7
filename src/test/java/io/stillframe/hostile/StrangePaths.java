package io.stillframe.hostile;

import java.util.List;

/** Where nothing is, or nothing for callers. */
final class StrangePaths {

    static final List<String> ALL =
            List.of(
                    "/",
                    "/v1",
                    "/v1/",
                    "/v1//snapshots",
                    "//v1/snapshots",
                    "/v1/snapshots/",
                    "/v1/./snapshots",
                    "/v1/../v1/snapshots",
                    "/v1/%2e%2e/actuator/env",
                    "/v1/snapshots%2f..%2f..%2factuator",
                    "/V1/snapshots",
                    "/v1/Snapshots",
                    "/v1;x/snapshots",
                    "/v1/snapshots;jsessionid=1",
                    "/v1/snapshots%3b",
                    "/v1/snapshots.json",
                    "/v1/snapshots%00",
                    "/v1/snapshots%0d%0a",
                    "/v2/snapshots",
                    "/actuator",
                    "/actuator/",
                    "/actuator/env",
                    "/actuator/sbom",
                    "/actuator/sbom/application",
                    "/actuator/heapdump",
                    "/actuator/health",
                    "/actuator/health/liveness/..;/..;/env",
                    "/actuator;/env",
                    "/ACTUATOR/env",
                    "/error",
                    "/h2-console",
                    "/swagger-ui.html",
                    "/webjars/swagger-ui/index.html",
                    "/v3/api-docs/swagger-config",
                    "/v3/api-docs/..",
                    "/.git/config",
                    "/WEB-INF/web.xml",
                    "/META-INF/sbom/application.cdx.json",
                    "/application.yaml",
                    "/favicon.ico",
                    "/" + "a/".repeat(1_000),
                    "/" + "%2e%2e/".repeat(100),
                    "/" + "a".repeat(3_500));

    private StrangePaths() {}
}
