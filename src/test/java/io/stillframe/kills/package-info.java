/** Kills the process that is shipped, at work, and counts in the cloud what has become of it. */
@NullMarked
package io.stillframe.kills;

import org.jspecify.annotations.NullMarked;
