/** Builds the image that is shipped, and runs it as a strict cluster would. */
@NullMarked
package io.stillframe.container;

import org.jspecify.annotations.NullMarked;
