package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.RawClient;
import io.stillframe.sandbox.RawClient.Reply;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, pages and filters of version 1. */
class GlanceV1ListTest {

    private static final String IMAGES = "/image/v1/images";

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final RawClient demo = RawClient.of(cloud, "demo");
    private final RawClient other = RawClient.of(cloud, "other");
    private final RawClient admin = RawClient.of(cloud, "admin", "admin");

    @AfterEach
    void stop() {
        cloud.close();
    }

    private String add(RawClient client, String name, String... lines) throws Exception {
        clock.pass(Duration.ofSeconds(1));
        var all = new ArrayList<>(List.of(lines));
        all.add("x-image-meta-name: " + name);
        var reply = client.send("POST", IMAGES, all.toArray(String[]::new));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json().at("/image/id").asString();
    }

    private static List<String> names(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().path("images").findValuesAsString("name");
    }

    /** Two active, one queued. */
    private void addThree() throws Exception {
        add(demo, "a", "x-image-meta-size: 0", "x-image-meta-property-k: v");
        add(
                demo,
                "b",
                "x-image-meta-size: 0",
                "x-image-meta-protected: 1",
                "x-image-meta-min_ram: 512",
                "x-image-meta-property-k-k:");
        add(demo, "c", "x-image-meta-size: 5", "x-image-meta-disk_format: raw");
    }

    @Test
    void showsLittleInTheShortListAndNoLinksInEither() throws Exception {
        addThree();
        var brief = demo.send("GET", IMAGES).json();
        assertThat(brief.propertyNames()).containsExactly("images");
        assertThat(brief.at("/images/0").propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "size", "disk_format", "container_format", "checksum");
        assertThat(demo.send("GET", "/image/v1/").json()).isEqualTo(brief);
        var detailed = demo.send("GET", IMAGES + "/detail").json();
        assertThat(detailed.propertyNames()).containsExactly("images");
        assertThat(detailed.at("/images/2/properties/k").asString()).isEqualTo("v");
    }

    @Test
    void cutsAtTwentyFiveWithoutAWordAndGoesOnBehindAMarker() throws Exception {
        for (int i = 1; i <= 30; i++) {
            add(demo, Integer.toString(i));
        }
        var first = demo.send("GET", IMAGES);
        assertThat(names(first)).hasSize(25).startsWith("30", "29").endsWith("6");
        var last = first.json().at("/images/24/id").asString();
        assertThat(names(demo.send("GET", IMAGES + "?limit=1001&marker=" + last)))
                .containsExactly("5", "4", "3", "2", "1");
        assertThat(names(demo.send("GET", IMAGES + "?limit=0"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', c b a",
        "sort_dir=asc, a b c",
        "sort_key=name, c b a",
        "sort_key=size&sort_dir=asc, a b c",
        "status=active, b a",
        "status=ACTIVE, b a",
        "status=nonsense, ''",
        "status=deleted, ''",
        "name=b, b",
        "name=b&name=c, c",
        "disk_format=raw, c",
        "min_ram=512, b",
        "min_disk=abc, c b a",
        "protected=true, b",
        "protected=0, c a",
        "size_min=1, c",
        "size_max=4, b a",
        "property-k=v, a",
        "property-K=V%20, a",
        "property-k-k=v, ''",
        "property-k=v&status=queued, ''",
        "property-k_k=, ''",
        "owner=nobody, c b a",
        "changes_since=2030-01-01, c b a",
        "is_public=True, c b a",
        "is_public=none, c b a"
    })
    void filtersAndSorts(String query, String wanted) throws Exception {
        addThree();
        assertThat(String.join(" ", names(demo.send("GET", IMAGES + "?" + query))))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    limit=-1         | limit param must be positive
                    limit=x          | limit param must be an integer
                    marker=x         | Invalid marker format
                    marker=00000000-0000-0000-0000-00000000dead | Invalid marker. Image could not be found.
                    sort_key=owner   | Unsupported sort_key. Acceptable values:
                    sort_dir=up      | Unsupported sort_dir.
                    size_min=abc     | Bad value passed to filter size_min got abc
                    min_ram=-1       | Bad value passed to filter min_ram got -1
                    protected=None   | Bad value passed to filter protected got None
                    is_public=maybe  | Bad value passed to filter is_public got maybe
                    changes-since=   | Unrecognized changes-since value
                    changes-since=1795348800 | Unrecognized changes-since value
                    changes-since=2026-11-22T12:00:00+00:00 | Unrecognized changes-since value
                    """)
    void refusesAQueryThatMakesNoSense(String query, String words) throws Exception {
        var reply = demo.send("GET", IMAGES + "?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T12:00:01",
                "2026-11-22T12:00:01Z",
                "2026-11-22T12:00:01.000000",
                "2026-11-22T12:00:01%2B00:00",
                "2026-11-22T14:00:01%2B02:00",
                "2026-11-22%2012:00:01",
                "20261122T120001Z"
            })
    void findsWhatChangedAfterATimeHoweverThatIsWritten(String time) throws Exception {
        add(demo, "at that very time");
        add(demo, "later");
        assertThat(names(demo.send("GET", IMAGES + "?changes-since=" + time)))
                .containsExactly("later");
        assertThat(names(demo.send("GET", IMAGES + "?changes-since=2026-11-22"))).hasSize(2);
        assertThat(names(demo.send("GET", IMAGES + "?changes-since=2026-11-22T12:00"))).hasSize(2);
    }

    @Test
    void findsDeletedAndKilledImagesByTimeOnly() throws Exception {
        var deleted = add(demo, "deleted", "x-image-meta-property-k: v");
        demo.send("DELETE", IMAGES + "/" + deleted);
        demo.sendChunked(
                "POST",
                IMAGES,
                "",
                "x-image-meta-name: killed",
                "x-image-meta-disk_format: raw",
                "x-image-meta-container_format: bare");
        assertThat(names(demo.send("GET", IMAGES))).isEmpty();
        assertThat(demo.send("GET", "/image/v2/images").json().path("images")).isEmpty();
        var since = IMAGES + "?changes-since=2026-01-01";
        assertThat(names(demo.send("GET", since))).containsExactlyInAnyOrder("deleted", "killed");
        assertThat(names(demo.send("GET", since + "&property-k=v"))).isEmpty();
        assertThat(names(other.send("GET", since))).isEmpty();
        assertThat(demo.send("GET", IMAGES + "?marker=" + deleted).status()).isEqualTo(400);
        assertThat(demo.send("GET", since + "&marker=" + deleted).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "None, public secret own",
        "False, secret own",
        "True, public own",
        "'', public own"
    })
    void asksAdministratorsWhoseImagesTheyWant(String isPublic, String wanted) throws Exception {
        add(admin, "own");
        add(other, "secret");
        add(admin, "public", "x-image-meta-is_public: True");
        var query = isPublic.isEmpty() ? "" : "?is_public=" + isPublic;
        assertThat(String.join(" ", names(admin.send("GET", IMAGES + query)))).isEqualTo(wanted);
        assertThat(names(demo.send("GET", IMAGES + query))).containsExactly("public");
    }
}
