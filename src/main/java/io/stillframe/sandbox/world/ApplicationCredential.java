package io.stillframe.sandbox.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

public record ApplicationCredential(
        String id, String name, String secret, Caller caller, @Nullable Instant expiresAt) {}
