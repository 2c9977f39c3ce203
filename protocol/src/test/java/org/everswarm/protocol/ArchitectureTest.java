package org.everswarm.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * What is on a wire or in a file needs the JDK, netty's buffers and Bouncy Castle; datagrams need
 * JNA to call the system; no more.
 */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.everswarm.protocol");

  @Test
  void needsOnlyBuffersAndCryptography() {
    ArchRule rule =
        classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "org.everswarm.protocol..",
                "java..",
                "org.jspecify..",
                "io.netty.buffer..",
                "io.netty.util..",
                "org.bouncycastle..",
                "com.sun.jna..");
    rule.check(CLASSES);
  }

  @Test
  void onlyDatagramsCallTheSystem() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("org.everswarm.protocol.datagram..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");
    rule.check(CLASSES);
  }

  @Test
  void onlyReceiptsUseBouncyCastle() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("org.everswarm.protocol.receipt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");
    rule.check(CLASSES);
  }

  @Test
  void packagesAreFreeOfCycles() {
    ArchRule rule = slices().matching("org.everswarm.protocol.(*)..").should().beFreeOfCycles();
    rule.check(CLASSES);
  }
}
