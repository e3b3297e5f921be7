/**
 * What the simulated cloud is and how it changes: plain Java, told the time, without HTTP or
 * threads.
 */
@NullMarked
package io.stillframe.sandbox.world;

import org.jspecify.annotations.NullMarked;
