/** A simulated cloud behind HTTP, for demo and tests. */
@NullMarked
package io.stillframe.sandbox;

import org.jspecify.annotations.NullMarked;
