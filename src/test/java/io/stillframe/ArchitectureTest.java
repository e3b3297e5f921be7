package io.stillframe;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;

@AnalyzeClasses(packages = "io.stillframe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest static final ArchRule workflowUsesNothing = uses("workflow");
    @ArchTest static final ArchRule snapshotUses = uses("snapshot", "workflow");
    @ArchTest static final ArchRule runnerUses = uses("runner", "workflow", "identity");
    @ArchTest static final ArchRule storeUses = uses("store", "workflow", "identity");

    @ArchTest
    static final ArchRule openstackUses =
            uses("openstack", "snapshot", "workflow", "identity", "telemetry");

    @ArchTest
    static final ArchRule apiUses = uses("api", "snapshot", "workflow", "identity", "telemetry");

    @ArchTest static final ArchRule telemetryUses = uses("telemetry", "workflow");
    @ArchTest static final ArchRule identityUsesNothing = uses("identity");
    @ArchTest static final ArchRule sandboxUsesNothing = uses("sandbox");

    @ArchTest
    static final ArchRule workflowIsPlainJava =
            classes()
                    .that()
                    .resideInAPackage("io.stillframe.workflow..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("io.stillframe.workflow..", "java..", "org.jspecify..");

    /**
     * The sandbox is a server of its own; identity has Spring Security's filters, which are
     * reactive here.
     */
    @ArchTest
    static final ArchRule reactiveTypesStayAtTheEdges =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.stillframe.api..",
                            "io.stillframe.openstack..",
                            "io.stillframe.sandbox..",
                            "io.stillframe.identity..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("reactor..", "org.reactivestreams..");

    @ArchTest
    static final ArchRule jpaStaysInTheStore =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.stillframe.store..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "jakarta.persistence..",
                            "org.hibernate..",
                            "org.springframework.data..");

    @ArchTest
    static final ArchRule onlyOneJackson =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.databind..");

    @ArchTest
    static final ArchRule timeComesIn =
            noClasses()
                    .that(not(resideInAPackage("io.stillframe")))
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(LocalDateTime.class, "now")
                    .orShould()
                    .callMethod(OffsetDateTime.class, "now")
                    .orShould()
                    .callMethod(ZonedDateTime.class, "now")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule chanceComesIn =
            noClasses()
                    .that(not(resideInAPackage("io.stillframe")))
                    .should()
                    .callMethod(UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callConstructor(Random.class);

    @ArchTest
    static final ArchRule dependenciesComeThroughConstructors =
            fields().should().notBeAnnotatedWith(Autowired.class);

    private static ArchRule uses(String one, String... others) {
        var allowed = new String[others.length + 1];
        allowed[0] = "io.stillframe." + one + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "io.stillframe." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage(allowed[0])
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.stillframe..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true);
    }
}
