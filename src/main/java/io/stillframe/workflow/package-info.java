/** Decides what a run does next: phases, events, plans, retries, undo. Plain Java. */
@NullMarked
package io.stillframe.workflow;

import org.jspecify.annotations.NullMarked;
