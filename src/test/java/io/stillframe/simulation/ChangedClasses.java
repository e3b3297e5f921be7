package io.stillframe.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The classes of Stillframe anew, as they are but for one source file, beside those that the tests
 * run with. All others are shared.
 */
final class ChangedClasses extends ClassLoader {

    private static final String OURS = "io.stillframe.";
    private static final List<String> OPTIONS =
            List.of("-proc:none", "-nowarn", "-parameters", "-implicit:none");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Keeps what it has read of the class path; its default is that of this process. */
    private static final StandardJavaFileManager CLASS_PATH =
            COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);

    private final Map<String, byte[]> changed;

    private ChangedClasses(Map<String, byte[]> changed) {
        super(ChangedClasses.class.getClassLoader());
        this.changed = changed;
    }

    /**
     * @param source the file that the text is to be taken for
     */
    static synchronized ChangedClasses of(Path source, String text) {
        var says = new StringWriter();
        var compiled = new InMemory();
        var file = new Source(source, text);
        if (!COMPILER.getTask(says, compiled, null, OPTIONS, null, List.of(file)).call()) {
            throw new AssertionError("the mistake does not compile: " + says);
        }
        return new ChangedClasses(compiled.classes());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = changed.containsKey(name) ? changed.get(name) : asItIs(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] asItIs(String name) throws ClassNotFoundException {
        try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return file.readAllBytes();
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        private Source(Path path, String text) {
            super(path.toUri(), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {

        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        private InMemory() {
            super(CLASS_PATH);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, Kind kind, FileObject sibling) {
            var bytes = new ByteArrayOutputStream();
            written.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }

        private Map<String, byte[]> classes() {
            var classes = new HashMap<String, byte[]>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }
}
