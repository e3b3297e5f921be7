package io.stillframe;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.stillframe.SettingsPage.Row;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The tables of settings: all defaults, and what is said about ours, come from the configuration
 * metadata and from application.yaml. What is said about the settings of libraries is the page's
 * own: metadata of ours beside theirs would show each of them twice.
 */
class SettingsDocsTest {

    private static final Path FILE = Path.of("docs", "operations.md");
    private static final String RENEW = "stillframe.renew-docs";

    private final Map<String, Setting> settings = Setting.all();
    private final PropertySource<?> shipped = yaml("application.yaml");
    private final PropertySource<?> sandbox = yaml("application-sandbox.yaml");
    private final SettingsPage page;

    SettingsDocsTest() throws IOException {
        if (Boolean.getBoolean(RENEW)) {
            var behind = new SettingsPage(Files.readString(FILE));
            Files.writeString(FILE, behind.with(this::asItIs).text());
        }
        page = new SettingsPage(Files.readString(FILE));
    }

    @Test
    void theTablesSayWhatTheMetadataSay() {
        assertThat(page.text())
                .as(
                        "%s is behind; to renew it: mvn -Dtest=SettingsDocsTest -D%s=true test",
                        FILE, RENEW)
                .isEqualTo(page.with(this::asItIs).text());
    }

    @Test
    void everySettingOfOursHasItsRow() {
        assertThat(page.rows().stream().map(Row::name))
                .as(
                        "what %s tells; a new setting needs a row with its name, where readers look for it",
                        FILE)
                .doesNotHaveDuplicates()
                .filteredOn(name -> name.startsWith("stillframe."))
                .containsExactlyInAnyOrderElementsOf(ours().map(Setting::name).toList());
    }

    @Test
    void everySettingOfOthersIsOneThatTheyHave() {
        assertThat(page.rows().stream().map(Row::name)).allMatch(this::isThere);
    }

    @Test
    void everySettingIsExplainedInSentences() {
        assertThat(page.rows())
                .hasSizeGreaterThan(60)
                .allSatisfy(row ->
                        assertThat(row.meaning())
                                .as(row.name())
                                .matches("(`.+`|[A-Z]).+\\.")
                                .doesNotContain("{@"));
    }

    @Test
    void everyWordThatASettingTakesIsNamed() {
        var chosen = ours().filter(setting -> !words(setting).isEmpty()).toList();

        assertThat(chosen)
                .extracting(Setting::name)
                .contains("stillframe.identity", "stillframe.sandbox.locations");
        assertThat(chosen).allSatisfy(one -> assertThat(one.description()).contains(words(one)));
    }

    @Test
    void theDefaultsAreThoseThatTheServiceHas() {
        var documented = new HashMap<String, @Nullable Object>();
        var real = new HashMap<String, @Nullable Object>();
        var rows = page.rows().stream().collect(toMap(Row::name, Row::value));
        var unset = new Binder(requireNonNull(ConfigurationPropertySource.from(shipped)));
        records()
                .forEach(type -> {
                    var prefix = type.getAnnotation(ConfigurationProperties.class).value();
                    var bound = unset.bindOrCreate(prefix, type);
                    for (var component : type.getRecordComponents()) {
                        var name = prefix + "." + dashed(component.getName());
                        var text = rows.getOrDefault(name, "");
                        documented.put(name, text.isEmpty() ? null : read(text, component));
                        real.put(name, nothingToNull(value(component, bound)));
                    }
                });
        conditions()
                .forEach((name, on) -> {
                    documented.put(name, Boolean.valueOf(rows.get(name)));
                    real.put(name, on);
                });

        assertThat(documented.entrySet()).containsExactlyInAnyOrderElementsOf(real.entrySet());
        assertThat(real.keySet()).containsAll(ours().map(Setting::name).toList());
    }

    private Stream<Setting> ours() {
        return settings.values().stream().filter(Setting::isOurs);
    }

    private Row asItIs(Row row) {
        var setting = settings.get(row.name());
        var meaning = setting != null && setting.isOurs() ? setting.description() : row.meaning();
        return new Row(row.name(), byDefault(row.name()), meaning);
    }

    private String byDefault(String name) {
        var setting = settings.get(name);
        var own = setting == null ? "" : setting.byDefault();
        var value = shipped.containsProperty(name) ? text(shipped, name) : own;
        var always = value.isEmpty() ? SettingsPage.NONE : "`%s`".formatted(value);
        return sandbox.containsProperty(name)
                ? "%s (profile `sandbox`: `%s`)".formatted(always, text(sandbox, name))
                : always;
    }

    private static String text(PropertySource<?> yaml, String name) {
        return String.valueOf(yaml.getProperty(name)).replace(", ", ",");
    }

    private boolean isThere(String name) {
        return settings.containsKey(name)
                || settings.values().stream()
                        .anyMatch(one -> one.isMap() && name.startsWith(one.name() + "."));
    }

    /** Of an enum. */
    private static List<String> words(Setting setting) {
        if (!ClassUtils.isPresent(setting.type(), null)) {
            return List.of();
        }
        var words = ClassUtils.resolveClassName(setting.type(), null).getEnumConstants();
        return words == null
                ? List.of()
                : Arrays.stream(words).map(SettingsDocsTest::word).toList();
    }

    private static String word(Object constant) {
        return "`%s`".formatted(constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static List<? extends Class<?>> records() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.stillframe").stream()
                .map(found ->
                        ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null))
                .toList();
    }

    /** What no record has, and only decides whether there is something. */
    private static Map<String, Boolean> conditions() {
        return Arrays.stream(SandboxWiring.class.getDeclaredMethods())
                .flatMap(method ->
                        MergedAnnotations.from(method).stream(ConditionalOnProperty.class))
                .filter(condition -> condition.getString("havingValue").isEmpty())
                .collect(
                        Collectors.toMap(
                                condition -> condition.getStringArray("name")[0],
                                condition -> condition.getBoolean("matchIfMissing")));
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object read(String text, RecordComponent component) {
        var type = ResolvableType.forType(component.getGenericType());
        return new Binder(new MapConfigurationPropertySource(Map.of("it", text)))
                .bind("it", Bindable.of(type))
                .orElse(null);
    }

    private static @Nullable Object value(RecordComponent component, Object of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.toString(), e);
        }
    }

    private static @Nullable Object nothingToNull(@Nullable Object value) {
        var nothing = value instanceof Collection<?> many && many.isEmpty() || "".equals(value);
        return nothing ? null : value;
    }

    private static PropertySource<?> yaml(String name) throws IOException {
        return new YamlPropertySourceLoader().load(name, new ClassPathResource(name)).getFirst();
    }
}
