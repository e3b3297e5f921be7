/**
 * The simulated cloud's HTTP face: paths, headers, microversions, bodies and error texts of the
 * real services.
 */
@NullMarked
package io.stillframe.sandbox.http;

import org.jspecify.annotations.NullMarked;
