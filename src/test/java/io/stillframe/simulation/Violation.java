package io.stillframe.simulation;

/** A promise was broken. No step may take it for trouble of its own and go on. */
final class Violation extends Error {

    private static final long serialVersionUID = 1;

    Violation(String sentence) {
        super(sentence);
    }
}
