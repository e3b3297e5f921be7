package io.stillframe.sandbox.http;

import static io.stillframe.sandbox.http.KeystoneFault.forbidden;

import io.stillframe.sandbox.world.Caller;
import io.stillframe.sandbox.world.Identity;
import io.stillframe.sandbox.world.Project;
import io.stillframe.sandbox.world.Refused;
import io.stillframe.sandbox.world.User;
import io.stillframe.sandbox.world.World;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The projects and users of the cloud. Who is no administrator learns of none but its own. */
final class KeystoneAccounts {

    private final Identity identity;
    private final Catalog catalog;

    KeystoneAccounts(World world, Catalog catalog) {
        this.identity = world.identity();
        this.catalog = catalog;
    }

    private Caller asker(Call call) {
        return KeystoneTokens.asker(identity.tokens(), call).caller();
    }

    Answer ownProjects(Call call) {
        return projects(call, identity.projectsOf(asker(call).user()));
    }

    Answer allProjects(Call call) {
        if (!asker(call).isAdmin()) {
            throw forbidden("identity:list_projects");
        }
        return projects(call, identity.projects());
    }

    Answer projectsOfUser(Call call) {
        return projects(call, identity.projectsOf(user(call, "identity:list_user_projects")));
    }

    private Answer projects(Call call, List<Project> projects) {
        var name = call.param("name");
        var wanted = projects.stream().filter(p -> name == null || p.name().equals(name)).toList();
        return Answer.json(
                200,
                Json.object("projects", Json.array(wanted, this::project))
                        .set(
                                "links",
                                Json.object()
                                        .putNull("next")
                                        .put("self", catalog.at(call.path()))
                                        .putNull("previous")));
    }

    Answer project(Call call) {
        var id = call.variable("id");
        if (!asker(call).maySee(id)) {
            throw forbidden("identity:get_project");
        }
        return identity.findProject(id, null)
                .map(p -> Answer.json(200, Json.object("project", project(p))))
                .orElseThrow(() -> new Refused(404, "Could not find project: %s.".formatted(id)));
    }

    private ObjectNode project(Project project) {
        return Json.object()
                .put("id", project.id())
                .put("name", project.name())
                .put("domain_id", "default")
                .put("description", "")
                .put("enabled", true)
                .put("parent_id", "default")
                .put("is_domain", false)
                .set("tags", Json.array())
                .set("options", Json.object())
                .set(
                        "links",
                        Json.object()
                                .put("self", catalog.at("/identity/v3/projects/" + project.id())));
    }

    Answer user(Call call) {
        var user = user(call, "identity:get_user");
        return Answer.json(
                200,
                Json.object(
                        "user",
                        Json.object()
                                .put("id", user.id())
                                .put("name", user.name())
                                .put("domain_id", "default")
                                .put("enabled", identity.mayLogIn(user))));
    }

    private User user(Call call, String rule) {
        var asker = asker(call);
        var id = call.variable("id");
        if (!asker.isAdmin() && !asker.user().id().equals(id)) {
            throw forbidden(rule);
        }
        return identity.findUser(id, null)
                .orElseThrow(() -> new Refused(404, "Could not find user: %s.".formatted(id)));
    }
}
