package org.everswarm.tracker.shop.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.junit.jupiter.api.Test;

class PasswordsTest {

  private final Passwords passwords = new Passwords(new SecureRandom());

  @Test
  void aPasswordMatchesItsHashOnly() {
    String hash = passwords.hash("correct horse");
    assertTrue(passwords.matches("correct horse", hash));
    assertFalse(passwords.matches("correct horse ", hash));
    assertFalse(passwords.matches("", hash));
    assertFalse(passwords.matches("correct horse", passwords.decoy()));
    assertNotEquals(hash, passwords.hash("correct horse"));
  }

  @Test
  void howAnAccentIsTypedDoesNotMatter() {
    assertTrue(passwords.matches("cafe\u0301 au lait", passwords.hash("caf\u00e9 au lait")));
  }

  /** The hash was made by another implementation. */
  @Test
  void hashesAreThoseOfOtherPrograms() {
    String hash =
        "$argon2id$v=19$m=19456,t=2,p=1$ZXZlcnN3YXJtLXNhbHQtMQ"
            + "$NOxHOAfDkbcL9QBtZBJ0JgEILx0OlXIGmKSmrwFtVak";
    assertTrue(passwords.matches("correct horse battery", hash));
  }

  @Test
  void aFloodIsRefusedAndTheRestStillWorks() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(40);
    int refused = 0;
    try {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(threads.submit(() -> passwords.hash("correct horse")));
      }
      for (Future<String> one : all) {
        try {
          one.get();
        } catch (ExecutionException failed) {
          Problem problem = assertInstanceOf(Problem.class, failed.getCause());
          assertEquals(Kind.UNAVAILABLE, problem.kind());
          refused++;
        }
      }
    } finally {
      threads.shutdown();
    }
    assertTrue(refused > 0 && refused < 40);
    assertTrue(passwords.matches("a", passwords.hash("a")));
  }
}
