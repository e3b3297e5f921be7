package io.stillframe.openstack;

import io.stillframe.identity.Secret;
import reactor.core.publisher.Mono;

/** Where the sender gets its tokens. */
interface Tokens {

    Mono<Secret> token();

    /** Another token than this one, which a service has refused. */
    Mono<Secret> otherThan(Secret refused);
}
