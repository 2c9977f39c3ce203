package org.everswarm.tracker.exchange;

import java.util.List;
import java.util.function.Consumer;

/** Nothing to share besides peers. */
public final class NoState implements SharedState {

  @Override
  public void onChange(Consumer<byte[]> told) {}

  @Override
  public void apply(List<byte[]> records) {}

  @Override
  public void forEach(int part, Consumer<byte[]> out) {}
}
