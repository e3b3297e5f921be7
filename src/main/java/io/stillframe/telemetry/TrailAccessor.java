package io.stillframe.telemetry;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/** Takes the trail along from thread to thread, wherever Reactor lets the work go on. */
public final class TrailAccessor implements ThreadLocalAccessor<Trail> {

    @Override
    public Object key() {
        return Trail.KEY;
    }

    @Override
    public @Nullable Trail getValue() {
        return Trail.current();
    }

    @Override
    public void setValue(Trail trail) {
        Trail.change(trail);
    }

    @Override
    public void setValue() {
        Trail.change(null);
    }
}
