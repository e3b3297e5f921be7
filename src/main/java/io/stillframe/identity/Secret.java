package io.stillframe.identity;

/** A password, token or the like: it can be sent, but not printed by accident. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
