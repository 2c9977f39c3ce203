/** The HTTP and HTTPS front end. */
@NullMarked
package org.everswarm.tracker.http;

import org.jspecify.annotations.NullMarked;
