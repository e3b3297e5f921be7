@NullMarked
package io.stillframe.telemetry;

import org.jspecify.annotations.NullMarked;
