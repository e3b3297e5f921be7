/** The Helm chart: what it renders, and that Kubernetes and Stillframe understand it. */
@NullMarked
package io.stillframe.chart;

import org.jspecify.annotations.NullMarked;
