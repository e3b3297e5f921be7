/** What operators see of the work without asking: log lines, counters, traces. */
@NullMarked
package io.stillframe.telemetry;

import org.jspecify.annotations.NullMarked;
