package io.stillframe.sandbox.world;

public record Project(String id, String name) {}
