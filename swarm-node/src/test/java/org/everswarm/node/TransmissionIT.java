package org.everswarm.node;

import java.util.List;

/** The promises of {@link StockClientContract} with Transmission. */
class TransmissionIT extends StockClientContract {

  @Override
  Host host() {
    return Host.namespace(
        "everswarm" + ProcessHandle.current().pid(),
        List.of("10.213.77.1", "10.213.77.2", "10.213.77.3", "10.213.77.4"));
  }

  @Override
  StockClient client(Host host) {
    return Transmission.on((Host.Namespace) host);
  }
}
