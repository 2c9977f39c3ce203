/** What the shop answers to a request that it does not carry out (RFC 9457). */
@NullMarked
package org.everswarm.tracker.shop.problem;

import org.jspecify.annotations.NullMarked;
