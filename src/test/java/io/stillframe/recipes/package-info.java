/** The recipes of docs/recipes, run as whoever copies them would. */
@NullMarked
package io.stillframe.recipes;

import org.jspecify.annotations.NullMarked;
