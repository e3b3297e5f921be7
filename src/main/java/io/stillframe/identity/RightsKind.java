package io.stillframe.identity;

/** The values of {@code stillframe.rights}. */
public enum RightsKind {
    SERVICE,
    CALLER
}
