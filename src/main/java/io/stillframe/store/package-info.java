/** Keeps runs in the database: JPA rows, migrations. */
@NullMarked
package io.stillframe.store;

import org.jspecify.annotations.NullMarked;
