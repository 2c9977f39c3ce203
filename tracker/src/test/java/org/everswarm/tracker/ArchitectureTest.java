package org.everswarm.tracker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The walls of the house: dependencies run one way. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.everswarm.tracker");

  private static final String ROOT = "org.everswarm.tracker";
  private static final String PROTOCOL = "org.everswarm.protocol..";
  private static final String[] OUTER = {
    ROOT,
    ROOT + ".udp..",
    ROOT + ".http..",
    ROOT + ".coordinator..",
    ROOT + ".ops..",
    ROOT + ".demo..",
    ROOT + ".cluster..",
    ROOT + ".shop.."
  };
  private static final String[] PURE = {
    ROOT + ".swarm..",
    ROOT + ".announce..",
    ROOT + ".gate..",
    ROOT + ".registry..",
    ROOT + ".exchange..",
    ROOT + ".listen..",
    ROOT + ".state.."
  };

  @Test
  void nothingImportsTheWiring() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);
    rule.check(CLASSES);
  }

  @Test
  void udpKnowsNoOtherFrontEnd() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".udp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(without(ROOT + ".udp.."));
    rule.check(CLASSES);
  }

  @Test
  void httpKnowsNoOtherFrontEnd() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(without(ROOT + ".http.."));
    rule.check(CLASSES);
  }

  @Test
  void theCoordinatorKnowsNoFrontEnd() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".coordinator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(without(ROOT + ".coordinator.."));
    rule.check(CLASSES);
  }

  @Test
  void opsKnowsNoFrontEnd() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".ops..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(without(ROOT + ".ops.."));
    rule.check(CLASSES);
  }

  @Test
  void theShopKnowsNoFrontEnd() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".shop..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(without(ROOT + ".shop.."));
    rule.check(CLASSES);
  }

  @Test
  void onlyTheShopHasADatabase() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".shop..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..");
    rule.check(CLASSES);
  }

  @Test
  void theAnnouncePathKnowsNothingAround() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OUTER);
    rule.check(CLASSES);
  }

  @Test
  void thePeerTableKnowsOnlyTheProtocol() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(ROOT + ".swarm..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + ".swarm..", PROTOCOL, "java..", "org.jspecify..");
    rule.check(CLASSES);
  }

  @Test
  void theExchangeKnowsOnlyTheProtocolAndThePeerTable() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(ROOT + ".exchange..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                ROOT + ".exchange..", ROOT + ".swarm..", PROTOCOL, "java..", "org.jspecify..");
    rule.check(CLASSES);
  }

  @Test
  void gateAndRegistryKnowNeitherTheTableNorTheCluster() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".gate..", ROOT + ".registry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                ROOT + ".swarm..", ROOT + ".announce..", ROOT + ".exchange..", ROOT + ".state..");
    rule.check(CLASSES);
  }

  @Test
  void theAnnouncePathIsPure() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "com.hazelcast..", "io.micrometer..");
    rule.check(CLASSES);
  }

  @Test
  void onlyUdpTouchesNettyChannelsButForTheLimitThatVertxHasNot() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".udp..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".http.PipelinedRequests")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel..");
    rule.check(CLASSES);
  }

  @Test
  void onlyTheClusterImportsHazelcast() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");
    rule.check(CLASSES);
  }

  private static String[] without(String own) {
    return Arrays.stream(OUTER).filter(name -> !name.equals(own)).toArray(String[]::new);
  }
}
