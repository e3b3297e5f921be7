package io.stillframe.kills;

import io.stillframe.Web.Reply;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Has snapshots of one server taken, one after the other, and often thinks twice. */
final class Customer implements Runnable {

    private static final Set<String> ENDED =
            Set.of("available", "failed", "stuck", "cancelled", "deleted");

    private static final List<String> STRATEGIES =
            List.of("auto", "auto", "auto", "root-location", "empty-upload", "zero-size");

    private final String server;
    private final Requests requests;
    private final Notes notes;
    private final RandomGenerator chance;
    private final BooleanSupplier wantsMore;

    Customer(
            String server,
            Requests requests,
            Notes notes,
            RandomGenerator chance,
            BooleanSupplier wantsMore) {
        this.server = server;
        this.requests = requests;
        this.notes = notes;
        this.chance = chance;
        this.wantsMore = wantsMore;
    }

    @Override
    public void run() {
        try {
            for (int i = 1; wantsMore.getAsBoolean(); i++) {
                hasOneTaken(server + "#" + i);
            }
        } catch (RuntimeException e) {
            notes.mistake("the customer of %s gave up: %s".formatted(server, e));
        }
    }

    private void hasOneTaken(String key) {
        var strategy = STRATEGIES.get(chance.nextInt(STRATEGIES.size()));
        var wish = Map.of("server_id", server, "name", key, "strategy", strategy);
        var accepted = asked(key, wish);
        if (accepted.status() != 202) {
            refused(key, accepted);
            return;
        }
        var id = accepted.text("/id");
        if (oneOf(5)) {
            asked(key, wish);
        }
        if (oneOf(6)) {
            changed(id, "/cancel");
        }
        switch (ended(id)) {
            case "failed" -> {
                if (oneOf(2)) {
                    changed(id, "/retry");
                    ended(id);
                }
            }
            case "available" -> {
                if (oneOf(3)) {
                    requests.answer(web -> web.delete("/v1/snapshots/" + id));
                }
            }
            default -> {}
        }
    }

    /** A way that does not work here, as far as was seen, is no mistake. */
    private void refused(String key, Reply reply) {
        if (reply.status() == 422) {
            notes.trouble(422, reply.text("/type"));
        } else {
            notes.mistake("%s was refused: %s".formatted(key, reply.json()));
        }
    }

    /** One that is busy with the one before is asked for again. */
    private Reply asked(String key, Map<String, String> wish) {
        var reply =
                requests.answer(
                        web -> web.with("Idempotency-Key", key).post("/v1/snapshots", wish),
                        answer -> answer.status() != 409);
        if (reply.status() == 202) {
            notes.accepted(key, reply.text("/id"));
        }
        return reply;
    }

    /** It may have ended meanwhile: then that is the answer. */
    private void changed(String id, String how) {
        requests.answer(web -> web.post("/v1/snapshots/" + id + how, ""));
    }

    private String ended(String id) {
        return requests.answer(
                        web -> web.get("/v1/snapshots/" + id + "?wait=2s"),
                        reply -> reply.status() != 200 || ENDED.contains(reply.text("/status")))
                .text("/status");
    }

    private boolean oneOf(int many) {
        return chance.nextInt(many) == 0;
    }
}
