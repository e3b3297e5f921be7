/** Asks the whole service what nobody should ask it, and as whom nobody should. */
@NullMarked
package io.stillframe.hostile;

import org.jspecify.annotations.NullMarked;
