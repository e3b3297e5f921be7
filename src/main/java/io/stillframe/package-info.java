/** The application, and the one place that plugs its parts together. */
@NullMarked
package io.stillframe;

import org.jspecify.annotations.NullMarked;
