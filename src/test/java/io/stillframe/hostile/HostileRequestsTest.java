package io.stillframe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Thousands of requests that nobody should send, the same in each run: half of them where images
 * are kept by version 1, the others by version 2, and what is kept in images in both.
 */
class HostileRequestsTest {

    private static final long SEED = 20260101;
    private static final int CONNECTIONS = 12;

    /** Texts that images have, each in a way of its own in either version. */
    private static final Pattern KEPT =
            Pattern.compile("(text|a name|a value) in (name|description|properties)");

    private record Exchange(Request request, Answer answer) {}

    @ParameterizedTest
    @CsvSource({"v1, none, 0", "v2, keystone, 1"})
    void refusesWhatNobodyShouldSendAndKeepsTheRestAsItWasSent(
            String glance, String identity, int half) throws Exception {
        try (var service =
                        Besieged.start(
                                "--spring.datasource.url=jdbc:h2:mem:hostile-" + glance,
                                "--stillframe.sandbox.glance=" + glance,
                                "--stillframe.identity=" + identity);
                var ear = LogEar.open()) {
            var served = service.served();
            var attacks = attacks(served, service, half);
            assertThat(attacks).hasSizeGreaterThan(4_000);
            var custody = new Custody(service);

            var exchanges = send(service, attacks);

            var judge = Judge.of(served, service.token());
            assertThat(exchanges).hasSameSizeAs(attacks);
            assertThat(
                            exchanges.stream()
                                    .flatMap(each ->
                                            judge.objections(each.request, each.answer).stream()))
                    .isEmpty();
            custody.check(accepted(exchanges));
            assertThat(ear.mistakes()).isEmpty();
            assertThat(ear.lines())
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(service.token()))
                    .noneMatch(line -> line.lines().anyMatch(l -> l.startsWith(Rubbish.FORGED)));
        }
    }

    private static List<Request> attacks(Served served, Besieged service, int half) {
        var all = Attacks.on(served, service, SEED);
        return IntStream.range(0, all.size())
                .filter(i -> i % 2 == half || isKept(all.get(i)))
                .mapToObj(all::get)
                .toList();
    }

    private static boolean isKept(Request request) {
        return request.target().startsWith("/v1/images") && KEPT.matcher(request.what()).matches();
    }

    private static List<Exchange> send(Besieged service, List<Request> attacks) throws Exception {
        var exchanges = new ArrayList<Exchange>();
        try (var senders = Executors.newFixedThreadPool(CONNECTIONS)) {
            var parts =
                    IntStream.range(0, CONNECTIONS)
                            .mapToObj(first -> senders.submit(part(service, attacks, first)))
                            .toList();
            for (var part : parts) {
                exchanges.addAll(part.get(3, TimeUnit.MINUTES));
            }
        }
        return exchanges;
    }

    private static Callable<List<Exchange>> part(
            Besieged service, List<Request> attacks, int first) {
        return () -> {
            var exchanges = new ArrayList<Exchange>();
            try (var wire = new Wire(service.port())) {
                for (int i = first; i < attacks.size(); i += CONNECTIONS) {
                    var attack = service.authentic(attacks.get(i));
                    exchanges.add(new Exchange(attack, wire.send(attack)));
                }
            }
            return exchanges;
        };
    }

    /** What was made of what, but for what was only planned. */
    private static Map<String, JsonNode> accepted(List<Exchange> exchanges) {
        var accepted = new LinkedHashMap<String, JsonNode>();
        for (var exchange : exchanges) {
            var made = exchange.answer.header("location");
            var body = exchange.request.body();
            if (!made.isEmpty() && body != null) {
                accepted.put(
                        made, Answer.JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return accepted;
    }
}
