package org.everswarm.protocol.bencode;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A bencoded dictionary, in key order. One that was read remembers where in the input each value
 * stood, so that a value can be kept byte for byte.
 *
 * <p>Equality is that of keys and values, wherever they were read.
 */
public final class BDict implements BValue {

  /** Where a value stands in the input: {@code from} inclusive, {@code to} exclusive. */
  public record Range(int from, int to) {}

  private final NavigableMap<BString, BValue> values;
  private final NavigableMap<BString, Range> ranges;

  BDict(NavigableMap<BString, BValue> values, NavigableMap<BString, Range> ranges) {
    this.values = values;
    this.ranges = ranges;
  }

  /** Starts a dictionary; keys may come in any order. */
  public static Builder builder() {
    return new Builder();
  }

  /** The keys, sorted. */
  public Set<BString> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** The value of {@code key}, if any. */
  public Optional<BValue> find(String key) {
    return find(BString.of(key));
  }

  /** The value of {@code key}, if any. */
  public Optional<BValue> find(BString key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Hands every key and its value to {@code action}, in key order. */
  public void forEach(BiConsumer<BString, BValue> action) {
    values.forEach(action);
  }

  /** Where the value of {@code key} stood in the input; empty unless this was read. */
  public Optional<Range> range(BString key) {
    return Optional.ofNullable(ranges.get(key));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BDict that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }

  /** Collects a dictionary; a key put twice keeps the later value. Not thread-safe. */
  public static final class Builder {

    private final NavigableMap<BString, BValue> values = new TreeMap<>();

    private Builder() {}

    /** Puts a value. */
    public Builder put(String key, BValue value) {
      return put(BString.of(key), value);
    }

    /** Puts a value. */
    public Builder put(BString key, BValue value) {
      values.put(key, value);
      return this;
    }

    /** Puts an integer. */
    public Builder put(String key, long value) {
      return put(key, new BInt(value));
    }

    /** Puts a text string. */
    public Builder put(String key, String value) {
      return put(key, BString.of(value));
    }

    /** Puts a byte string. */
    public Builder put(String key, byte[] value) {
      return put(key, BString.of(value));
    }

    /** The dictionary so far. */
    public BDict build() {
      return new BDict(new TreeMap<>(values), Collections.emptyNavigableMap());
    }
  }
}
