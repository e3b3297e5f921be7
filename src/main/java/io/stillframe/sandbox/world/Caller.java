package io.stillframe.sandbox.world;

import java.util.List;

/** Who asks, in which project and with which roles: what a token says. */
public record Caller(User user, Project project, List<String> roles) {

    public boolean isAdmin() {
        return roles.contains("admin");
    }

    public boolean isService() {
        return roles.contains("service") || isAdmin();
    }

    public boolean maySee(String projectId) {
        return isAdmin() || project.id().equals(projectId);
    }
}
