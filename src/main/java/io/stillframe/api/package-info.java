/** Our own HTTP face: requests, responses, problem details. */
@NullMarked
package io.stillframe.api;

import org.jspecify.annotations.NullMarked;
