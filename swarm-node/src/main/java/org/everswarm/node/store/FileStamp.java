package org.everswarm.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By what a file is taken for unchanged: size and time of the last change. The JSON form is part of
 * the manifest.
 */
record FileStamp(long size, long modifiedNanos) {

  /** The stamp of a readable regular file, links followed, or null when there is none. */
  static @Nullable FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.isRegularFile()
          ? new FileStamp(found.size(), found.lastModifiedTime().to(TimeUnit.NANOSECONDS))
          : null;
    } catch (IOException gone) {
      return null;
    }
  }

  /** Like {@link #of}, and null too when the file may not be read; costs a system call more. */
  static @Nullable FileStamp ofReadable(Path file) {
    return Files.isReadable(file) ? of(file) : null;
  }
}
