/** What every listener needs: whom it hears, how many of them, and why it cannot listen. Pure. */
@NullMarked
package org.everswarm.tracker.listen;

import org.jspecify.annotations.NullMarked;
