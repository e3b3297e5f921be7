package io.stillframe.sandbox.http;

/** What a service does with a request. */
@FunctionalInterface
interface Operation {
    Answer answer(Call call);
}
