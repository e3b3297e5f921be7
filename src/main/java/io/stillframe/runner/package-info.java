/** Carries out decisions on top of db-scheduler: stores first, acts second, reports back. */
@NullMarked
package io.stillframe.runner;

import org.jspecify.annotations.NullMarked;
