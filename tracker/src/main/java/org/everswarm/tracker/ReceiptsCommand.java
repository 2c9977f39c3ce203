package org.everswarm.tracker;

import io.vertx.core.json.JsonObject;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.ReceiptToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code receipts}: signing receipts and voiding them. */
@Command(
    name = "receipts",
    description = "Mints and revokes receipts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {MintCommand.class, ReceiptsCommand.Revoke.class})
final class ReceiptsCommand {

  /** Voids one receipt. */
  @Command(
      name = "revoke",
      description = "Voids a receipt at a running node, for good.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Revoke implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(
        paramLabel = "TOKEN|RECEIPT_ID",
        description = "The receipt token, or the receipt's id in 16 hex digits.")
    private String receipt = "";

    @Override
    public void run() {
      String id = BundleIds.hex(receiptId());
      admin.client().post("/admin/receipts/revoke", new JsonObject().put("receiptId", id));
      spec.commandLine().getOut().println("revoked " + id);
    }

    private long receiptId() {
      ReceiptToken token = ReceiptToken.parse(receipt);
      if (token != null) {
        return token.receiptId();
      }
      return BundleIds.parse(receipt)
          .orElseThrow(
              () -> new ConfigException("Give a receipt token or a receipt id of 16 hex digits."));
    }
  }
}
