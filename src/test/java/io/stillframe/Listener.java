package io.stillframe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens to server-sent events line by line, as curl would, and never waits for ever. */
public final class Listener implements AutoCloseable {

    private static final long PATIENCE = 60; // seconds, of the whole service in a slow moment
    private static final List<String> END = List.of("the end");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int status;
    private final HttpHeaders headers;
    private final InputStream body;
    private final BlockingQueue<List<String>> blocks = new LinkedBlockingQueue<>();
    private volatile @Nullable IOException broken;

    private Listener(int status, HttpHeaders headers, InputStream body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        Thread.startVirtualThread(this::read);
    }

    public static Listener to(String url, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
            return new Listener(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int status() {
        return status;
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The next event, its lines as they came; empty at the end. Comments are not heard. */
    public List<String> next() {
        var block = nextBlock();
        while (block.stream().allMatch(line -> line.startsWith(":")) && !block.isEmpty()) {
            block = nextBlock();
        }
        return block;
    }

    /** As {@link #next}, but a comment is one, too. */
    public List<String> nextBlock() {
        try {
            var block = blocks.poll(PATIENCE, TimeUnit.SECONDS);
            if (block == null) {
                throw new AssertionError("nothing came for " + PATIENCE + " s");
            }
            if (block != END) {
                return block;
            }
            blocks.add(END);
            var error = broken;
            if (error != null) {
                throw new AssertionError("the stream broke off", error);
            }
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All that is still to come, up to the end. */
    public List<List<String>> rest() {
        var rest = new ArrayList<List<String>>();
        for (var event = next(); !event.isEmpty(); event = next()) {
            rest.add(event);
        }
        return rest;
    }

    /** Goes away in the middle, or after the end. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException alreadyGone) {
            // then there is nothing to leave
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            var block = new ArrayList<String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    block.add(line);
                } else {
                    blocks.add(List.copyOf(block));
                    block.clear();
                }
            }
        } catch (IOException e) {
            broken = e;
        }
        blocks.add(END);
    }
}
