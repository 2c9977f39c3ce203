package org.everswarm.tracker.shop.api;

import java.util.List;
import java.util.Locale;

/**
 * What the body of an operation's requests may be.
 *
 * @param mediaTypes those that the document names, such as {@code application/json} or {@code
 *     image/*}; none if there is to be no body
 * @param bytesMax how large it may be
 */
record BodyTerms(List<String> mediaTypes, boolean required, int bytesMax) {

  /** Whether a Content-Type is one of them; parameters such as a charset do not matter. */
  boolean accepts(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return mediaTypes.stream()
        .anyMatch(
            known ->
                known.endsWith("/*")
                    ? type.startsWith(known.substring(0, known.length() - 1))
                    : type.equals(known));
  }
}
