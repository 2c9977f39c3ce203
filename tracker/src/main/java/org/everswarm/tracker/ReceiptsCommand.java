package org.everswarm.tracker;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      description = "Voids a receipt at a running node, and so at all of its cluster.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Revoke implements Runnable {

    private static final int DAYS_MAX = 10_000;
    private static final long SECONDS_PER_HOUR = 3600;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(
        paramLabel = "TOKEN|RECEIPT_ID",
        description = "The receipt token, or the receipt's id in 16 hex digits.")
    private String receipt = "";

    @Option(
        names = "--days",
        paramLabel = "N",
        description =
            "The receipt ends within so many days, so that nobody need know after that it is"
                + " void. Default: kept for ever")
    private @Nullable Integer days;

    @Override
    public void run() {
      String id = BundleIds.hex(receiptId());
      JsonObject body = new JsonObject().put("receiptId", id);
      if (days != null) {
        body.put("notAfterHours", notAfterHours(days));
      }
      admin.client().post("/admin/receipts/revoke", body);
      spec.commandLine().getOut().println("revoked " + id);
    }

    /** Rounded up: a receipt that was minted a moment ago for as many days ends before. */
    private long notAfterHours(int withinDays) {
      if (withinDays < 1 || withinDays > DAYS_MAX) {
        throw new ConfigException("--days is 1 to " + DAYS_MAX + ", not " + withinDays + ".");
      }
      long end = Instant.now().getEpochSecond() / SECONDS_PER_HOUR + 1 + 24L * withinDays;
      ReceiptToken token = ReceiptToken.parse(receipt);
      if (token != null && token.notAfterHours() > end) {
        throw new ConfigException(
            "This receipt does not end within " + withinDays + " days; leave --days out.");
      }
      return end;
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
