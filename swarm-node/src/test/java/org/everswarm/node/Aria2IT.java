package org.everswarm.node;

/** The promises of {@link StockClientContract} with aria2. */
class Aria2IT extends StockClientContract {

  @Override
  Host host() {
    return Host.loopback();
  }

  @Override
  StockClient client(Host host) {
    return Aria2.onThisMachine();
  }
}
