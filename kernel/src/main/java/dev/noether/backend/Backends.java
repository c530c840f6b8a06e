package dev.noether.backend;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The backends on the class or module path. */
public final class Backends {

    private Backends() {}

    /** All of them, usable or not. */
    public static List<Backend> all() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The backend of that name, if it is on the path; usable or not. */
    public static Optional<Backend> find(String name) {
        return all().stream().filter(backend -> backend.name().equals(name)).findFirst();
    }

    /**
     * The backend of that name, ready for use. Never another one in its place.
     *
     * @throws BackendException if it is not on the path or cannot be used
     */
    public static Backend named(String name) {
        Backend backend = find(name)
                .orElseThrow(() -> new BackendException(
                        BackendException.Kind.UNUSABLE,
                        "the backend '" + name + "' is not on the class path; add its module to use it"));
        backend.unusable().ifPresent(reason -> {
            throw new BackendException(BackendException.Kind.UNUSABLE, reason);
        });
        return backend;
    }
}
