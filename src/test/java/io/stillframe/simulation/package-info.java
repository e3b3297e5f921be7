/**
 * What may happen to runs in a cloud that misbehaves, told by a seed: the proof of the promises.
 */
@NullMarked
package io.stillframe.simulation;

import org.jspecify.annotations.NullMarked;
