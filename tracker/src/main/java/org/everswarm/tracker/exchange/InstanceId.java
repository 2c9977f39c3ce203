package org.everswarm.tracker.exchange;

/** 128 random bits that name one process for as long as it runs. */
public record InstanceId(long high, long low) {}
