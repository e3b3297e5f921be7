package io.stillframe.sandbox.http;

import io.stillframe.sandbox.world.Web;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks as Glance's http store does: HEAD for the size, GET for the data, and from http to http it
 * follows a few redirects. Only the patience is shorter, because all of the cloud waits.
 */
public final class OutsideWeb implements Web {

    private static final int MOST_REDIRECTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(PATIENCE)
                    .build();

    /** In the words of the store, which version 1 of the image API passes on. */
    private static final class Unusable extends Exception {

        Unusable(String words) {
            super(words);
        }
    }

    @Override
    public Look look(String url) {
        try {
            var response = ask(url, "HEAD");
            return response.statusCode() == 404
                    ? new Look.Nothing()
                    : new Look.Size(length(response).orElse(0));
        } catch (Unusable unusable) {
            return new Look.Trouble(String.valueOf(unusable.getMessage()));
        }
    }

    @Override
    public Optional<byte[]> read(String url) {
        try {
            var response = ask(url, "GET");
            return response.statusCode() == 404 ? Optional.empty() : Optional.of(response.body());
        } catch (Unusable unusable) {
            return Optional.empty();
        }
    }

    private static OptionalLong length(HttpResponse<?> response) {
        return response.headers().firstValueAsLong("Content-Length");
    }

    /** The first answer that is no redirect: good, or 404. */
    private HttpResponse<byte[]> ask(String url, String method) throws Unusable {
        var target = url;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            var response = send(target, method);
            int status = response.statusCode();
            if (status < 300 || status == 404) {
                return response;
            }
            if (status >= 400) {
                throw new Unusable(
                        "HTTP URL %s returned a %d status code. \nThe response body:\n"
                                .formatted(URI.create(target).getPath(), status));
            }
            if (status != 301 && status != 302) {
                throw new Unusable(
                        "The HTTP URL %s attempted to redirect with an invalid %d status code."
                                .formatted(URI.create(target).getPath(), status));
            }
            target = response.headers().firstValue("Location").orElse("");
        }
        throw new Unusable("The HTTP URL exceeded %d maximum redirects.".formatted(MOST_REDIRECTS));
    }

    private HttpResponse<byte[]> send(String url, String method) throws Unusable {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new Unusable("The Store URI was malformed: " + url);
        }
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(PATIENCE)
                            .method(method, BodyPublishers.noBody())
                            .build();
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException notAnAddress) {
            throw new Unusable("The Store URI was malformed: " + url);
        } catch (IOException unreachable) {
            throw new Unusable("The HTTP URL is invalid: " + unreachable);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Unusable("The HTTP URL is invalid: interrupted");
        }
    }
}
