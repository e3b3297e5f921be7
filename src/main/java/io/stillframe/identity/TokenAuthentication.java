package io.stillframe.identity;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A token that nobody has looked at yet. */
final class TokenAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;

    private final transient String token;

    TokenAuthentication(String token) {
        super(List.of());
        this.token = token;
    }

    @Override
    public String getPrincipal() {
        return "unknown";
    }

    @Override
    public String getCredentials() {
        return token;
    }
}
