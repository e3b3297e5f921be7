package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * One request to a service, with what has to be known when it fails.
 *
 * @param purpose completes the sentence "Could not ..."
 * @param changes it may change the cloud: never sent twice by us, and a lost answer is unclear
 * @param version the microversion asked for; null asks for none
 * @param headers beside those that every call has; values are sent as UTF-8
 * @param expected statuses beside 2xx that are an answer, not trouble
 * @param papers what goes along beside the token of whoever asks
 */
record Call(
        Service service,
        HttpMethod method,
        URI url,
        String purpose,
        boolean changes,
        @Nullable Microversion version,
        Map<String, String> headers,
        @Nullable Content content,
        Set<Integer> expected,
        Papers papers) {

    /** When our service token may go along with a caller's, and so widen what that one may do. */
    enum Vouching {
        /** Never: the request holds a location that the caller chose. */
        NEVER,
        /** When the caller's token has expired: services accept it then if we vouch for it. */
        WHEN_EXPIRED,
        /** Always: the request is about something that only we have made. */
        ALWAYS
    }

    /**
     * @param secrets in the content: blotted out where a service repeats them in an error
     * @param subject the token that Keystone is asked about; null for any other call
     * @param vouching when a token of ours may go along with a caller's
     * @param serviceToken the token of ours that goes along; null for none
     */
    record Papers(
            List<Secret> secrets,
            @Nullable Secret subject,
            Vouching vouching,
            @Nullable Secret serviceToken) {

        private static final Papers NONE = new Papers(List.of(), null, Vouching.WHEN_EXPIRED, null);

        /** All that must not be seen. */
        List<Secret> all() {
            return Stream.of(
                            secrets.stream(),
                            Stream.ofNullable(subject),
                            Stream.ofNullable(serviceToken))
                    .flatMap(each -> each)
                    .toList();
        }
    }

    static Call get(Service service, String url, String purpose) {
        return new Call(service, HttpMethod.GET, url, purpose, false);
    }

    static Call head(Service service, String url, String purpose) {
        return new Call(service, HttpMethod.HEAD, url, purpose, false);
    }

    static Call post(Service service, String url, Object json, String purpose) {
        return postNothing(service, url, purpose).carrying(Content.json(json));
    }

    /** All that is to be said is in the address and the headers. */
    static Call postNothing(Service service, String url, String purpose) {
        return new Call(service, HttpMethod.POST, url, purpose, true);
    }

    static Call patch(Service service, String url, Content content, String purpose) {
        return new Call(service, HttpMethod.PATCH, url, purpose, true).carrying(content);
    }

    static Call put(Service service, String url, Content content, String purpose) {
        return new Call(service, HttpMethod.PUT, url, purpose, true).carrying(content);
    }

    /** All that is to be said is in the address and the headers. */
    static Call putNothing(Service service, String url, String purpose) {
        return new Call(service, HttpMethod.PUT, url, purpose, true);
    }

    static Call delete(Service service, String url, String purpose) {
        return new Call(service, HttpMethod.DELETE, url, purpose, true);
    }

    private Call(Service service, HttpMethod method, String url, String purpose, boolean changes) {
        this(
                service,
                method,
                URI.create(url),
                purpose,
                changes,
                null,
                Map.of(),
                null,
                Set.of(),
                Papers.NONE);
    }

    private Call carrying(Content body) {
        return new Call(
                service, method, url, purpose, changes, version, headers, body, expected, papers);
    }

    Call at(@Nullable Microversion wanted) {
        return new Call(
                service, method, url, purpose, changes, wanted, headers, content, expected, papers);
    }

    Call with(Map<String, String> more) {
        return new Call(
                service, method, url, purpose, changes, version, more, content, expected, papers);
    }

    Call expecting(int... statuses) {
        var set = IntStream.of(statuses).boxed().collect(Collectors.toUnmodifiableSet());
        return new Call(
                service, method, url, purpose, changes, version, headers, content, set, papers);
    }

    /** Changes nothing although its method could: a login, for one. */
    Call repeatable() {
        return new Call(
                service, method, url, purpose, false, version, headers, content, expected, papers);
    }

    Call hiding(List<Secret> more) {
        return with(new Papers(more, papers.subject(), papers.vouching(), papers.serviceToken()));
    }

    Call asking(Secret token) {
        return with(new Papers(papers.secrets(), token, papers.vouching(), papers.serviceToken()));
    }

    Call vouching(Vouching when) {
        return with(new Papers(papers.secrets(), papers.subject(), when, papers.serviceToken()));
    }

    /** With a token of ours along, which vouches for the caller's. */
    Call vouchedBy(Secret serviceToken) {
        return with(
                new Papers(papers.secrets(), papers.subject(), papers.vouching(), serviceToken));
    }

    private Call with(Papers other) {
        return new Call(
                service, method, url, purpose, changes, version, headers, content, expected, other);
    }

    /** The address as it may be shown: without user and password. */
    String shownUrl() {
        var text = url.toString();
        var userInfo = url.getRawUserInfo();
        return userInfo == null ? text : text.replace(userInfo + "@", "");
    }

    @Override
    public String toString() {
        return method + " " + shownUrl();
    }
}
