package io.stillframe.sandbox.world;

public record User(String id, String name, String password) {}
