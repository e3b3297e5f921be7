package io.stillframe.identity;

/** The values of {@code stillframe.identity}. */
public enum IdentityKind {
    KEYSTONE,
    NONE
}
