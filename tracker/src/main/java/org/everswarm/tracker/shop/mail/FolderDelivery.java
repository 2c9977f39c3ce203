package org.everswarm.tracker.shop.mail;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Into files that mail programs open, for the owner's eyes: a letter is there whole or not at all,
 * and once however often it is delivered.
 */
final class FolderDelivery implements Delivery {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final WorkerExecutor worker;
  private final Path directory;
  private final MimeLetter mime;

  FolderDelivery(WorkerExecutor worker, Path directory, String from) {
    this.worker = worker;
    this.directory = directory;
    mime = new MimeLetter(from);
  }

  @Override
  public Future<Void> deliver(QueuedLetter letter) {
    return worker.executeBlocking(
        () -> {
          write(letter);
          return null;
        },
        false);
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private void write(QueuedLetter letter) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, forOwner("rwx------"));
    }
    String name = TIME.format(letter.createdAt()) + "-" + letter.id() + ".eml";
    Path temporary = directory.resolve("." + name + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, forOwner("rw-------"));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes(letter));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private byte[] bytes(QueuedLetter letter) {
    String mail = new MailEncoder(mime.of(letter), "", new MailConfig()).encode();
    return mail.replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private FileAttribute<?>[] forOwner(String permissions) {
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
