package io.stillframe.sandbox.world;

public record Project(String id, String name) {

    /** Where somebody is who has logged in without saying for which project. */
    public static final Project NONE = new Project("", "");
}
