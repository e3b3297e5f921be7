/** How a volume-backed server is snapshotted, and how that is undone: plans, steps, ports. */
@NullMarked
package io.stillframe.snapshot;

import org.jspecify.annotations.NullMarked;
