package org.everswarm.tracker.cluster;

import com.hazelcast.config.ClassFilter;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What may come out of Java's serialization when another member sends it: Hazelcast's own
 * exceptions, by which it tells to try again, those of Java's that may have caused them, and what
 * they consist of. All else is refused; we send nothing that way.
 */
final class JavaClasses {

  private static final String[] EXCEPTION_PACKAGES = {
    "com.hazelcast.cluster.",
    "com.hazelcast.core.",
    "com.hazelcast.internal.cluster.impl.",
    "com.hazelcast.internal.partition.",
    "com.hazelcast.nio.serialization.",
    "com.hazelcast.partition.",
    "com.hazelcast.spi.exception.",
    "com.hazelcast.splitbrainprotection.",
    "com.hazelcast.transaction."
  };

  private static final Class<?>[] PARTS = {
    Throwable.class,
    Exception.class,
    RuntimeException.class,
    Error.class,
    AssertionError.class,
    VirtualMachineError.class,
    OutOfMemoryError.class,
    StackOverflowError.class,
    SecurityException.class,
    ReflectiveOperationException.class,
    ClassNotFoundException.class,
    ClassCastException.class,
    IndexOutOfBoundsException.class,
    ArrayIndexOutOfBoundsException.class,
    NoSuchElementException.class,
    ConcurrentModificationException.class,
    IllegalStateException.class,
    IllegalArgumentException.class,
    UnsupportedOperationException.class,
    NullPointerException.class,
    InterruptedException.class,
    IOException.class,
    EOFException.class,
    CancellationException.class,
    CompletionException.class,
    ExecutionException.class,
    RejectedExecutionException.class,
    TimeoutException.class,
    StackTraceElement.class,
    StackTraceElement[].class,
    ArrayList.class,
    String.class,
    // The state of a cluster, which freezes before it merges with another.
    Enum.class,
    Number.class,
    Integer.class,
    Long.class
  };

  private JavaClasses() {}

  static ClassFilter allowed() {
    ClassFilter filter = new ClassFilter();
    filter.addPrefixes(EXCEPTION_PACKAGES);
    // The lists in which every exception keeps those it suppressed.
    filter.addPrefixes("java.util.Collections$");
    for (Class<?> part : PARTS) {
      filter.addClasses(part.getName());
    }
    return filter;
  }
}
