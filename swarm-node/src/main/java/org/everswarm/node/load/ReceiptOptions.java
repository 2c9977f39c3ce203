package org.everswarm.node.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What peers show at the gate, as given. */
final class ReceiptOptions {

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "The private key that keys new of the tracker made; announces carry receipts.")
  @Nullable Path signingKey;

  @Option(
      names = "--bundle",
      paramLabel = "HEX",
      description = "The bundle the receipts are for, 16 hexadecimal digits.")
  @Nullable String bundle;

  @Option(
      names = "--receipts",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Receipts that peers share among them. Default: ${DEFAULT-VALUE}")
  int receipts;

  @Option(
      names = "--forged-rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Announces a second with forged receipts beside the load. Default: none")
  double forgedRate;

  @Option(
      names = "--forged-sources",
      paramLabel = "N",
      defaultValue = "16",
      description = "Addresses they come from. Default: ${DEFAULT-VALUE}")
  int forgedSources;
}
