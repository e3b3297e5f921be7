package io.stillframe.telemetry;

import io.stillframe.workflow.Reason;
import java.util.Locale;

/** Why a run went back, in one word. */
enum ReasonWord {
    FAILURE,
    CANCELLED,
    RETRIED,
    DELETED;

    static ReasonWord of(Reason reason) {
        return switch (reason) {
            case Reason.Failure _ -> FAILURE;
            case Reason.Cancelled _ -> CANCELLED;
            case Reason.Retried _ -> RETRIED;
            case Reason.Deleted _ -> DELETED;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
