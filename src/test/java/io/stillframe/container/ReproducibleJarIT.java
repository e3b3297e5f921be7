package io.stillframe.container;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that is shipped comes out the same twice, and so do the layers that are made of it. */
class ReproducibleJarIT {

    @Test
    void knowsNoTimeButTheOneThatItIsToldToBeOf() throws Exception {
        try (var jar = new JarFile(System.getProperty("stillframe.jar"))) {
            var build = new Properties();
            build.load(jar.getInputStream(jar.getEntry("META-INF/build-info.properties")));
            var time = OffsetDateTime.parse(build.getProperty("build.time"));

            var times = jar.stream().map(ZipEntry::getTimeLocal).collect(toSet());

            assertThat(times)
                    .containsExactly(time.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
    }
}
