/** Receipt tokens: codec, signer, verifier. */
@NullMarked
package org.everswarm.protocol.receipt;

import org.jspecify.annotations.NullMarked;
