package org.everswarm.tracker.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Something to sell: a WAV file (16-bit stereo) with a slow arpeggio, the same bytes every time.
 */
final class Media {

  private static final int SAMPLE_HERTZ = 44_100;
  private static final int BYTES_PER_SAMPLE = 4;
  private static final double[] CHORD_HERTZ = {220.00, 261.63, 329.63, 392.00, 440.00, 523.25};
  private static final double NOTE_SECONDS = 0.5;

  private Media() {}

  /** Writes so many seconds of music, 176,400 bytes each, after a header of 44. */
  static void write(Path file, int seconds) throws IOException {
    int samples = seconds * SAMPLE_HERTZ;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(header(samples * BYTES_PER_SAMPLE));
      ByteBuffer sample = ByteBuffer.allocate(BYTES_PER_SAMPLE).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < samples; i++) {
        double second = (double) i / SAMPLE_HERTZ;
        sample.putShort(0, loudness(second, 0)).putShort(2, loudness(second, 1));
        out.write(sample.array());
      }
    }
  }

  private static short loudness(double second, int channel) {
    int note = (int) (second / NOTE_SECONDS);
    double hertz = CHORD_HERTZ[(note * (channel + 1)) % CHORD_HERTZ.length];
    double sinceStruck = second - note * NOTE_SECONDS;
    double swell = Math.exp(-4 * sinceStruck);
    return (short) (12_000 * swell * Math.sin(2 * Math.PI * hertz * second));
  }

  /** The RIFF header of PCM audio. */
  private static byte[] header(int dataBytes) {
    return ByteBuffer.allocate(44)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(36 + dataBytes)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 2)
        .putInt(SAMPLE_HERTZ)
        .putInt(SAMPLE_HERTZ * BYTES_PER_SAMPLE)
        .putShort((short) BYTES_PER_SAMPLE)
        .putShort((short) 16)
        .put("data".getBytes(StandardCharsets.US_ASCII))
        .putInt(dataBytes)
        .array();
  }
}
