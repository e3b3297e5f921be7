package io.stillframe.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.sandbox.Client;
import io.stillframe.sandbox.HandClock;
import io.stillframe.sandbox.SandboxCloud;
import io.stillframe.sandbox.SandboxSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which images Glance lists, and in which order, tried with Zed over MariaDB. */
class GlanceListingTest {

    private static final String IMAGES = "/image/v2/images";

    private final HandClock clock = new HandClock();
    private final SandboxCloud cloud = SandboxCloud.startEmpty(SandboxSettings.quick(), clock);
    private final Client demo = Client.of(cloud, "demo").with("Accept", "application/json");

    @BeforeEach
    void makeThree() throws Exception {
        add(
                "3",
                "\"name\": \"x,a\", \"foo\": \"bar\", \"tags\": [\"t1\", \"t2\"], \"visibility\": \"private\"");
        add(
                "2",
                "\"name\": \"x b\", \"foo\": \"B\u00e4r\", \"tags\": [\"t1\"], \"min_disk\": 3, \"e\": \"\"");
        clock.pass(Duration.ofSeconds(10));
        add(
                "1",
                "\"name\": \"x:\\\"c\", \"foo\": \"in:bar\", \"visibility\": \"community\", \"Upper\": \"X\", \"disk_format\": \"raw\"");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private void add(String digit, String attributes) throws Exception {
        var id = "00000000-0000-0000-0000-00000000000" + digit;
        var made = demo.post(IMAGES, "{\"id\": \"%s\", %s}".formatted(id, attributes));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    /** By the last digits of the ids. */
    private String listed(String query) throws Exception {
        var reply = demo.get(IMAGES + "?" + query);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        var digits = new StringBuilder();
        reply.json()
                .path("images")
                .findValuesAsString("id")
                .forEach(id -> digits.append(id.charAt(id.length() - 1)));
        return digits.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    foo=bar                            | 32
                    foo=BAR%20                         | 32
                    foo=in:bar                         | 1
                    foo=in:bar,b%C3%A4r                | ``
                    upper=x                            | 1
                    e=                                 | 2
                    foo=                               | ``
                    nosuch=1                           | ``
                    nosuch=                            | ``
                    is_public=true                     | ``
                    property-foo=bar                   | ``
                    tags=t1                            | ``
                    foo=bar&foo=in:bar                 | 1
                    e=&foo=bar                         | 2
                    name=x,a                           | 3
                    name=X%20B%20                      | 2
                    name=eq:x:%22c                     | 1
                    name=in:x%20b,other                | 2
                    name=in:%22x,a%22,x%20b            | 32
                    name=in:x,a                        | ``
                    name=in:                           | ``
                    name=                              | ``
                    id=in:00000000-0000-0000-0000-000000000001,x | 1
                    status=QUEUED                      | 132
                    status=in:queued,active            | 132
                    status=nonsense                    | ``
                    disk_format=in:raw,qcow2           | 1
                    min_disk=3                         | 2
                    min_disk=abc                       | 13
                    min_disk_min=1                     | 2
                    size_min=0                         | ``
                    protected=false                    | 132
                    os_hidden=FALSE                    | 132
                    os_hidden=true                     | ``
                    visibility=private                 | 3
                    visibility=shared                  | 2
                    visibility=community               | 1
                    visibility=all                     | 132
                    tag=t1                             | 32
                    tag=T1&tag=t2                      | 3
                    tag=nope                           | ``
                    deleted=true                       | 132
                    created_at=2026-11-22T12:00:00Z    | 32
                    created_at=eq:2026-11-22T12:00:00  | 32
                    created_at=neq:2026-11-22T12:00:00Z | 1
                    created_at=gt:2026-11-22T12:00:00Z | 1
                    updated_at=gte:2026-11-22T12:00:00.9Z | 132
                    updated_at=gte:2026-11-22T14:00:01%2B02:00 | 1
                    updated_at=lte:2026-11-22%2012:00:09 | 32
                    updated_at=gte:20261122T120010Z    | 1
                    updated_at=gte:2026-11-22          | 132
                    updated_at=gte:2026-11-23          | ``
                    """)
    void filters(String query, String found) throws Exception {
        assertThat(listed(query)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    sort=name:asc                                      | 231
                    sort=name                                          | 132
                    sort_key=created_at&sort_dir=asc                   | 231
                    sort=created_at:desc,name:asc                      | 123
                    sort_key=created_at&sort_key=id&sort_dir=desc&sort_dir=asc | 123
                    limit=2                                            | 13
                    limit=0                                            | ``
                    limit=2000                                         | 132
                    marker=00000000-0000-0000-0000-000000000003        | 2
                    limit=1&sort=name:asc&marker=00000000-0000-0000-0000-000000000002 | 3
                    """)
    void sortsAndCuts(String query, String found) throws Exception {
        assertThat(listed(query)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    limit=-1                      | limit param must be positive
                    limit=x                       | limit param must be an integer
                    limit=                        | limit param must be an integer
                    marker=x                      | No image found with ID x
                    sort_key=owner                | Invalid sort key: owner. It must be one of the following: name, status, container_format, disk_format, size, id, created_at, updated_at.
                    sort=                         | Invalid sort key: . It must be
                    sort=name:up                  | Invalid sort direction: up
                    sort_dir=up                   | Invalid sort direction: up
                    sort=name&sort_key=id         | Old and new sorting syntax cannot be combined
                    sort_key=name&sort_dir=asc&sort_dir=desc | Number of sort dirs does not match the number of sort keys
                    visibility=Private            | Invalid visibility value: Private
                    member_status=nice            | Invalid status: nice
                    protected=True                | Invalid value 'True' for 'protected' filter. Valid values are 'true' or 'false'.
                    os_hidden=x                   | Invalid value 'x' for 'os_hidden' filter. Valid values are 'true' or 'false'.
                    changes-since=2026-11-22      | The "changes-since" filter is no longer available on v2.
                    size_min=abc                  | Unable to filter on a range with a non-numeric value.
                    hw_max=abc                    | Unable to filter on a range with a non-numeric value.
                    name=x:y                      | Unable to filter by unknown operator 'x'.
                    name=in:%22x                  | Invalid filter value "x. The quote is not closed.
                    name=in:x%22y%22              | Invalid filter value x"y". There is no comma before opening quotation mark.
                    name=in:%22x%22y              | Invalid filter value "x"y. There is no comma after closing quotation mark.
                    updated_at=                   | Bad "updated_at" query filter format. Use ISO 8601 DateTime notation.
                    updated_at=gte:soon           | Bad "updated_at" query filter format. Use ISO 8601 DateTime notation.
                    updated_at=gte:1795348800     | Bad "updated_at" query filter format. Use ISO 8601 DateTime notation.
                    updated_at=gte:2026-11-22T14:00:00+02:00 | Bad "updated_at" query filter format. Use ISO 8601 DateTime notation.
                    updated_at=near:2026-11-22T12:00:00Z | Unable to filter on a unknown operator.
                    """)
    void refusesAQueryThatMakesNoSense(String query, String words) throws Exception {
        var reply = demo.get(IMAGES + "?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("message").asString()).startsWith(words);
    }

    /** A property whose name ends like a range cannot be asked for at all. */
    @ParameterizedTest
    @CsvSource({"hw_max=7", "cpu_min=1", "locations=x", "members=x", "properties=x"})
    void stumblesOverNamesThatMeanSomethingElseToIt(String query) throws Exception {
        assertThat(demo.get(IMAGES + "?" + query).status()).isEqualTo(500);
    }

    @Test
    void offersTheNextPageWheneverThisOneIsFull() throws Exception {
        var page = demo.get(IMAGES + "?limit=1&name=in:x%20b&sort_key=name").json();
        assertThat(page.path("next").asString())
                .isEqualTo(
                        "/v2/images?limit=1&name=in%3Ax+b&sort_key=name&marker=00000000-0000-0000-0000-000000000002");
        assertThat(demo.get("/image" + page.path("next").asString()).json().path("images"))
                .isEmpty();
    }
}
