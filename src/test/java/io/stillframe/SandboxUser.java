package io.stillframe;

import io.stillframe.sandbox.SandboxCloud;
import java.util.Map;

/** How the users of a simulated cloud log in: each has its name as password. */
public final class SandboxUser {

    private SandboxUser() {}

    /** The variables of the project's user of the same name. */
    public static Map<String, String> demo(SandboxCloud cloud) {
        return of("demo", "demo", cloud);
    }

    public static Map<String, String> of(String name, String project, SandboxCloud cloud) {
        return Map.of(
                "OS_AUTH_URL",
                cloud.authUrl().toString(),
                "OS_USERNAME",
                name,
                "OS_PASSWORD",
                name,
                "OS_PROJECT_NAME",
                project,
                "OS_USER_DOMAIN_NAME",
                "Default",
                "OS_PROJECT_DOMAIN_NAME",
                "Default");
    }
}
