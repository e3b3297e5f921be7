package io.stillframe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PolicyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reader               | LOOK",
                "member               | LOOK ACT",
                "admin                | LOOK ACT ADMINISTER",
                "reader member admin  | LOOK ACT ADMINISTER",
                "Admin                | LOOK ACT ADMINISTER",
                "heat_stack_owner     |",
                "service              |",
                "administrator        |",
                "''                   |",
            })
    void isThatOfOpenStackUnlessItIsSet(String roles, String allowed) {
        assertThat(allowed(policy(), roles)).isEqualTo(words(allowed));
    }

    @Test
    void isAsItIsSet() {
        var policy =
                policy(
                        "stillframe.policy.look=Auditor, backup",
                        "stillframe.policy.act= backup ",
                        "stillframe.policy.administer=auditor");

        assertThat(allowed(policy, "auditor")).containsExactlyInAnyOrder("LOOK", "ADMINISTER");
        assertThat(allowed(policy, "BACKUP")).containsExactlyInAnyOrder("ACT", "LOOK");
        assertThat(allowed(policy, "reader member admin")).isEmpty();
    }

    @Test
    void letsNobodyDoWhatNoRoleIsNamedFor() {
        var policy = policy("stillframe.policy.act=", "stillframe.policy.administer=,");

        assertThat(allowed(policy, "reader member admin")).containsExactly("LOOK");
        assertThat(policy.allows(Permission.ACT, Set.of(""))).isFalse();
        assertThat(policy.sentence(Permission.ACT)).startsWith("Nobody may change anything here");
    }

    @Test
    void namesTheRolesThatItTakes() {
        var policy = policy("stillframe.policy.look=Auditor, backup");

        assertThat(policy.sentence(Permission.LOOK)).endsWith(": Auditor, backup.");
        assertThat(policy.sentence(Permission.ACT)).endsWith(": member, admin.");
        assertThat(policy.sentence(Permission.ADMINISTER)).contains(" the role admin ");
    }

    @Test
    void letsACallerDoNothingUnlessItIsAskedFor() {
        var caller = caller("admin");

        assertThat(Permission.values()).noneMatch(caller::may);
        assertThatThrownBy(() -> caller.require(Permission.LOOK)).isInstanceOf(NotPermitted.class);
        var known = caller.under(policy());
        assertThat(Permission.values()).allMatch(known::may);
        assertThat(known.lending(new Secret("t")).may(Permission.ACT)).isTrue();
    }

    @Test
    void letsNobodyChangeWhatItMayNotLookAt() {
        var policy = policy("stillframe.policy.look=auditor", "stillframe.policy.act=member");
        var member = caller("member").under(policy);

        assertThat(Permission.values()).noneMatch(member::may);
        assertThatThrownBy(() -> member.require(Permission.ACT)).hasMessageContaining("auditor");
        assertThat(caller("member", "auditor").under(policy).may(Permission.ACT)).isTrue();
    }

    @Test
    void letsNobodyAdministerFromAProjectThatIsNotTheAdministrators() {
        var confined = caller("admin").confinedToItsProject().under(policy());

        assertThat(confined.may(Permission.ACT)).isTrue();
        assertThat(confined.may(Permission.ADMINISTER)).isFalse();
        assertThat(confined.lending(new Secret("t")).may(Permission.ADMINISTER)).isFalse();
        assertThatThrownBy(() -> confined.require(Permission.ADMINISTER))
                .isInstanceOf(NotPermitted.class)
                .hasMessageContaining("administrators' own");
    }

    private static Caller caller(String... roles) {
        return new Caller("u", "alice", "p", Set.of(roles), Instant.MAX);
    }

    private static Set<String> allowed(Policy policy, String roles) {
        return Arrays.stream(Permission.values())
                .filter(what -> policy.allows(what, words(roles)))
                .map(Permission::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> words(@Nullable String text) {
        return text == null ? Set.of() : Set.of(text.split(" "));
    }

    private static Policy policy(String... settings) {
        var bound = new AtomicReference<Policy>();
        context(settings).run(context -> bound.set(context.getBean(Policy.class)));
        return bound.get();
    }

    private static ApplicationContextRunner context(String... settings) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Bound.class)
                .withPropertyValues(settings);
    }

    @EnableConfigurationProperties(Policy.class)
    static class Bound {}
}
