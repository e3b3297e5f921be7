package io.stillframe.identity;

/** The values of {@code stillframe.identity}. */
enum IdentityKind {
    KEYSTONE,
    NONE
}
