/** Web seed (BEP 19). */
@NullMarked
package org.everswarm.node.web;

import org.jspecify.annotations.NullMarked;
