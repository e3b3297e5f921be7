/** HTTP to Keystone, Nova, Cinder and Glance; turns answers and errors into ours. */
@NullMarked
package io.stillframe.openstack;

import org.jspecify.annotations.NullMarked;
