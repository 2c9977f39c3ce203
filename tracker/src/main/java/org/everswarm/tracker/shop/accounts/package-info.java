/** Who the publishers are: accounts, their organisations, sessions and API tokens. */
@NullMarked
package org.everswarm.tracker.shop.accounts;

import org.jspecify.annotations.NullMarked;
