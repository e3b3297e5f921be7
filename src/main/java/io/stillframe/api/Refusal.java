package io.stillframe.api;

import io.stillframe.snapshot.ProblemType;
import io.stillframe.workflow.Trouble;

/** What is said to a request that cannot be served as it is. */
final class Refusal {

    private Refusal() {}

    static Trouble invalid(String sentence, Object... what) {
        return of(ProblemType.INVALID_REQUEST, sentence, what);
    }

    static Trouble of(ProblemType type, String sentence, Object... what) {
        return new Trouble(type.refusal(what.length == 0 ? sentence : sentence.formatted(what)));
    }

    /** As much of a caller's own text as a sentence can hold. */
    static String quoted(String text) {
        var shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
