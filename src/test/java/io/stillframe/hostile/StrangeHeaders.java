package io.stillframe.hostile;

import java.util.List;

/** What is said in headers; characters stand for bytes. */
final class StrangeHeaders {

    private StrangeHeaders() {}

    /** For those that the service reads. */
    static List<String> values() {
        return List.of(
                "",
                "\"",
                "\"\"",
                "\"\\\"",
                "W/\"",
                "W/\"x\", \"y",
                "*",
                ",,,",
                "a, b",
                "-1",
                "9".repeat(18),
                "9".repeat(30),
                "1e9",
                "0x1",
                "' OR 1=1 --",
                "${jndi:ldap://127.0.0.1:1/a}",
                "../../etc/passwd",
                "\u00ff\u00fe",
                Wire.bytes("１２３"),
                Wire.bytes("\ufeff1"),
                "\t1\t",
                "x".repeat(256),
                "x".repeat(4_000));
    }

    static List<String> lines() {
        return List.of(
                "X-HTTP-Method-Override: DELETE",
                "X-Method-Override: DELETE",
                "X-Original-URL: /actuator/env",
                "X-Rewrite-URL: /actuator/env",
                "X-Forwarded-Prefix: /../../actuator",
                "X-Forwarded-Host: 127.0.0.1:1",
                "X-Forwarded-Proto: javascript",
                "X-Forwarded-Port: 99999999999",
                "X-Forwarded-For: ' OR 1=1",
                "Forwarded: for=\"_x\";host=127.0.0.1:1;proto=javascript",
                "Host: 127.0.0.1:1",
                "Host: a.example.org\\@b",
                "Range: bytes=0-99999999999999999999",
                "If-Match: rubbish",
                "If-Modified-Since: yesterday",
                "If-Unmodified-Since: 0",
                "Cookie: " + "a=b; ".repeat(200),
                "Authorization: Basic ////",
                "Authorization: Bearer x.y.z",
                "Origin: null",
                "Referer: javascript:alert(1)",
                "Accept-Language: " + "en-".repeat(200),
                "Accept-Charset: utf-7",
                "Accept-Encoding: identity;q=0, *;q=0",
                "Content-Encoding: gzip",
                "Upgrade: h2c",
                "Upgrade: websocket",
                "Expect: the-unexpected",
                "X-Openstack-Request-Id: " + "req-".repeat(300),
                "X-Request-Id: ${jndi:ldap://127.0.0.1:1/a}",
                "traceparent: 00-zz-zz-01",
                "X-Project-Id: admin",
                "X-Roles: admin",
                "X-Identity-Status: Confirmed",
                "X-Is-Admin-Project: True",
                "OpenStack-API-Version: volume 99.99",
                "X-Image-Meta-Location: http://127.0.0.1:1/");
    }

    static List<String> accepts() {
        return List.of(
                "text/html",
                "application/xml",
                "image/*;q=0",
                "///",
                "*",
                "application/json;q=2",
                "application/json;q=x",
                "text/event-stream;charset=nonsense",
                ";",
                "a/" + "b".repeat(2_000),
                "*/*".repeat(100),
                Wire.bytes("application/jsón"));
    }

    static List<String> contentTypes() {
        return List.of(
                "text/plain",
                "text/xml",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application/json-patch+json",
                "application/x-java-serialized-object",
                "application/yaml",
                "application/cbor",
                "application/octet-stream",
                "application/json; charset=utf-16",
                "application/json; charset=utf-7",
                "application/json; charset=nonsense",
                "application/json; charset=",
                "application/json; =",
                "json",
                "/",
                "*/*",
                "application/*",
                "application/json, text/plain",
                Wire.bytes("application/jsón"),
                "");
    }
}
