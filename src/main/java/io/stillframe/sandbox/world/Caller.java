package io.stillframe.sandbox.world;

import java.util.List;

/** Who asks, in which project and with which roles: what a token says. */
public record Caller(User user, Project project, List<String> roles) {

    static Caller unscoped(User user) {
        return new Caller(user, Project.NONE, List.of());
    }

    public boolean isScoped() {
        return !project.equals(Project.NONE);
    }

    public boolean isAdmin() {
        return roles.contains("admin");
    }

    /** Of the cloud itself; an administrator is none. */
    public boolean isService() {
        return roles.contains("service");
    }

    public boolean maySee(String projectId) {
        return isAdmin() || project.id().equals(projectId);
    }
}
