package io.stillframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The bill of materials in the jar, by which an operator finds out what a vulnerability is in. */
class SbomIT {

    private static final String ENTRY = "META-INF/sbom/application.cdx.json";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    @Test
    void listsEveryLibraryOfTheJar() throws Exception {
        try (var jar = new JarFile(System.getProperty("stillframe.jar"))) {
            var sbom = read(jar);
            assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
            assertThat(sbom.at("/metadata/component/name").asString()).isEqualTo("stillframe");
            assertThat(sbom.at("/metadata/component/type").asString()).isEqualTo("application");

            var components = sbom.path("components");

            assertThat(components)
                    .allSatisfy(component -> {
                        assertThat(component.path("version").asString("")).isNotBlank();
                        assertThat(component.path("purl").asString("")).startsWith("pkg:maven/");
                        assertThat(sha256(component)).isNotBlank();
                    });
            assertThat(components.valueStream().map(each -> each.path("name").asString()))
                    .contains("spring-webflux", "reactor-netty-http", "netty-handler", "h2");
            assertThat(libraries(jar)).hasSizeGreaterThan(100);
            var hashes = components.valueStream().map(SbomIT::sha256).toList();
            for (var library : libraries(jar)) {
                assertThat(hashes).as(library.getName()).contains(sha256(jar, library));
            }
        }
    }

    @Test
    void isNamedInTheManifest() throws IOException {
        try (var jar = new JarFile(System.getProperty("stillframe.jar"))) {
            read(jar);

            var attributes = jar.getManifest().getMainAttributes();

            assertThat(attributes.getValue("Sbom-Format")).isEqualTo("CycloneDX");
            assertThat(attributes.getValue("Sbom-Location")).endsWith(ENTRY);
        }
    }

    private static JsonNode read(JarFile jar) throws IOException {
        var entry = jar.getEntry(ENTRY);
        assumeFalse(
                entry == null && "offline=true".equals(System.getProperty("stillframe.build")),
                "mvn -o makes none where none was made before");
        assertThat(entry).as(ENTRY).isNotNull();
        try (InputStream json = jar.getInputStream(entry)) {
            return Web.JSON.readTree(json);
        }
    }

    private static List<JarEntry> libraries(JarFile jar) {
        return jar.stream()
                .filter(entry ->
                        entry.getName().startsWith(LIBRARIES) && entry.getName().endsWith(".jar"))
                // of the launcher: the plugin puts it in after the bill is written
                .filter(entry -> !entry.getName().contains("/spring-boot-jarmode-tools-"))
                .toList();
    }

    private static String sha256(JarFile jar, JarEntry library) throws Exception {
        try (var bytes = jar.getInputStream(library)) {
            var sha = MessageDigest.getInstance("SHA-256").digest(bytes.readAllBytes());
            return HexFormat.of().formatHex(sha);
        }
    }

    private static String sha256(JsonNode component) {
        return component
                .path("hashes")
                .valueStream()
                .filter(hash -> hash.path("alg").asString().equals("SHA-256"))
                .map(hash -> hash.path("content").asString())
                .findFirst()
                .orElse("");
    }
}
