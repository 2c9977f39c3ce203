package org.everswarm.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The walls of the house: dependencies run one way. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.everswarm.node");

  private static final String ROOT = "org.everswarm.node";

  @Test
  void speaksToTrackersOverTheWireOnly() {
    ArchRule rule =
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.everswarm.tracker..", "com.hazelcast..");
    rule.check(CLASSES);
  }

  @Test
  void nothingImportsTheWiring() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT)
            .allowEmptyShould(true);
    rule.check(CLASSES);
  }

  @Test
  void packagesAreFreeOfCycles() {
    ArchRule rule = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();
    rule.check(CLASSES);
  }

  @Test
  void storeAndAdmissionKnowNoNetwork() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".store..", ROOT + ".admission..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.vertx..", "io.netty.channel..", "io.netty.handler..", "io.micrometer..");
    rule.check(CLASSES);
  }

  /** A load generator that shared code with the server would share its mistakes. */
  @Test
  void loadKnowsTheWireFormatsOnly() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".load..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                ROOT + ".admission..",
                ROOT + ".control..",
                ROOT + ".store..",
                ROOT + ".web..",
                ROOT + ".wire..");
    rule.check(CLASSES);
  }

  @Test
  void webAndWireDoNotKnowEachOther() {
    ArchRule web =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".web..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".wire..", ROOT + ".control..");
    ArchRule wire =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".web..", ROOT + ".control..");
    web.check(CLASSES);
    wire.check(CLASSES);
  }
}
