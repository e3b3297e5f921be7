/** Whether dashboard and alerts say what is so. */
@NullMarked
package io.stillframe.monitoring;

import org.jspecify.annotations.NullMarked;
