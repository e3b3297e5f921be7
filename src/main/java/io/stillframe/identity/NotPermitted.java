package io.stillframe.identity;

import org.springframework.security.access.AccessDeniedException;

/** The caller's roles do not allow it; the sentence names those that would. */
public final class NotPermitted extends AccessDeniedException {

    private static final long serialVersionUID = 1;

    private final String sentence;

    NotPermitted(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
