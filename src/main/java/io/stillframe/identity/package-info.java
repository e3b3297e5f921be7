/** Who calls, and with whose rights a run works. */
@NullMarked
package io.stillframe.identity;

import org.jspecify.annotations.NullMarked;
