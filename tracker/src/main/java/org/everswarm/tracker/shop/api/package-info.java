/** The shop's REST API: what OpenAPI describes, over HTTP. */
@NullMarked
package org.everswarm.tracker.shop.api;

import org.jspecify.annotations.NullMarked;
