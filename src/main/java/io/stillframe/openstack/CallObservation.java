package io.stillframe.openstack;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;

/**
 * What metrics and traces say of a call: what Spring's would, but with the service as the client's
 * name, and the path as the API reference writes it, so that there are as many as there are
 * operations. Spans have the service's own request id, too.
 */
final class CallObservation extends DefaultClientRequestObservationConvention {

    static final ClientRequestObservationConvention CONVENTION = new CallObservation();

    /** Of the call among the attributes of its request. */
    static final String CALL = Call.class.getName();

    /** What stands in a path and is no id; whatever else stands there is taken for one. */
    private static final Set<String> WORDS =
            Set.of(
                    "auth",
                    "tokens",
                    "servers",
                    "detail",
                    "os-volume_attachments",
                    "volumes",
                    "snapshots",
                    "action",
                    "limits",
                    "os-quota-sets",
                    "messages",
                    "images",
                    "file",
                    "locations",
                    "schemas");

    private static final String ID = "{id}";

    @Override
    protected KeyValue uri(ClientRequestObservationContext context) {
        return KeyValue.of("uri", call(context).map(CallObservation::path).orElse("none"));
    }

    @Override
    protected KeyValue clientName(ClientRequestObservationContext context) {
        return KeyValue.of(
                "client.name", call(context).map(call -> call.service().project()).orElse("none"));
    }

    @Override
    public @Nullable String getContextualName(ClientRequestObservationContext context) {
        return call(context)
                .map(call ->
                        "%s %s %s".formatted(call.service().project(), call.method(), path(call)))
                .orElseGet(() -> super.getContextualName(context));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ClientRequestObservationContext context) {
        var shown =
                call(context)
                        .map(call -> KeyValues.of("http.url", call.shownUrl()))
                        .orElseGet(KeyValues::empty);
        var response = context.getResponse();
        var id = response == null ? null : Answer.requestId(response.headers().asHttpHeaders());
        return id == null ? shown : shown.and("openstack.request_id", id);
    }

    private static Optional<Call> call(ClientRequestObservationContext context) {
        var request = context.getRequest();
        return request == null ? Optional.empty() : request.attribute(CALL).map(Call.class::cast);
    }

    /** Without what stands before the version, and without the project after it. */
    static String path(Call call) {
        var words = new ArrayList<String>();
        for (var word : call.url().getPath().split("/")) {
            if (word.matches("v\\d+(\\.\\d+)?")) {
                words.clear();
            } else if (!word.isEmpty() && !(words.isEmpty() && !WORDS.contains(word))) {
                words.add(WORDS.contains(word) ? word : ID);
            }
        }
        return "/" + String.join("/", words);
    }
}
