package org.everswarm.tracker.shop.catalogue;

/** Who did what. */
public record Credit(String role, String name) {}
