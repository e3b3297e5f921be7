package io.stillframe.sandbox.world;

import java.time.Instant;

public record Token(
        String id,
        Caller caller,
        String method,
        String auditId,
        Instant issuedAt,
        Instant expiresAt) {}
