package org.everswarm.tracker.gate;

/**
 * Limits of a {@link ReceiptGate}.
 *
 * @param verifiedTokens genuine tokens that are remembered; 40 bytes each
 * @param verificationQueue signatures that may wait to be checked: 8192 wait half a second on one
 *     core
 * @param verificationThreads signatures that are checked at once
 * @param forgeriesPerMinute signatures that one address (IPv6: /64) may get checked in vain, in the
 *     long run; its network (/24, IPv6: /48) may four times as many
 * @param forgeryBurst the same at once
 * @param limitedSources sources whose forgeries are counted, and as many networks; 16 bytes each
 * @param sharingReceipts receipts whose networks are counted; 20 bytes each, and 80 when used
 * @param sharingWarnNetworks networks in 24 h from which on the user is warned
 * @param sharingFreezeNetworks networks in 24 h from which on the receipt is not served
 */
public record GateSettings(
    int verifiedTokens,
    int verificationQueue,
    int verificationThreads,
    int forgeriesPerMinute,
    int forgeryBurst,
    int limitedSources,
    int sharingReceipts,
    int sharingWarnNetworks,
    int sharingFreezeNetworks) {

  public GateSettings {
    if (verifiedTokens < 1
        || verificationQueue < 1
        || verificationThreads < 1
        || limitedSources < 1
        || sharingReceipts < 1) {
      throw new IllegalArgumentException("the gate needs room for at least one of each");
    }
    if (forgeriesPerMinute < 1 || forgeryBurst < 1) {
      throw new IllegalArgumentException("a source must be allowed one signature at least");
    }
    if (sharingWarnNetworks < 1 || sharingFreezeNetworks < sharingWarnNetworks) {
      throw new IllegalArgumentException("a receipt is warned of before it is frozen");
    }
  }

  /**
   * A quarter million tokens, 8192 in the queue, a thread for every CPU, 10 forgeries a minute, 5
   * and 20 networks.
   */
  public static GateSettings defaults() {
    int threads = Runtime.getRuntime().availableProcessors();
    return new GateSettings(1 << 18, 8192, threads, 10, 20, 1 << 16, 1 << 18, 5, 20);
  }
}
