package io.stillframe.identity;

/** The settings say with whose rights runs work, but not how that can be; the message says why. */
public final class UnusableIdentity extends RuntimeException {

    UnusableIdentity(String sentence) {
        super(sentence);
    }
}
