package io.stillframe.identity;

/**
 * Where callers get their tokens; told to those that come without one.
 *
 * @param authUrl such as {@code https://cloud.example.org:5000/v3}
 */
public record KeystoneAddress(String authUrl) {}
