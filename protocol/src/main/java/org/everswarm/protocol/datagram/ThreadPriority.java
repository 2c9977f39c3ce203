package org.everswarm.protocol.datagram;

/**
 * The place of a thread in the kernel's queue for a core. Java's own priorities have no effect on
 * Linux unless the process is root's and told so.
 */
public final class ThreadPriority {

  /** A third of the weight of the others: served soon, and before them only when they wait. */
  private static final int NICE = 5;

  private static final int THIS_THREAD = 0;

  private ThreadPriority() {}

  /**
   * Has the calling thread give way to those that answer peers, for as long as it lives.
   *
   * @return false where the system has no such thing; then nothing has changed
   */
  public static boolean giveWay() {
    return LibC.MISSING == null && LibC.setpriority(LibC.PRIO_PROCESS, THIS_THREAD, NICE) == 0;
  }
}
