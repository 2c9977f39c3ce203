package org.everswarm.tracker.shop.catalogue;

import org.everswarm.protocol.Gate;

/**
 * A part of a bundle, with a gate of its own.
 *
 * @param position where it is among the items, from 0
 */
public record Item(String id, long bundleId, String name, Gate gate, int position) {}
