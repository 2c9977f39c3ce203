package org.everswarm.node.load;

/** What is reported apart. */
enum Stream {
  ANNOUNCES("announces"),
  SCRAPES("scrapes"),
  FORGED("forged announces");

  private final String title;

  Stream(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
