package io.stillframe;

import io.stillframe.identity.UnusableIdentity;
import io.stillframe.openstack.CloudConfig;
import io.stillframe.workflow.Trouble;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What a start that cannot go on needs: a sentence instead of a stack trace. */
final class StartFailures {

    private StartFailures() {}

    static final class WithoutCloud extends AbstractFailureAnalyzer<NoCloud> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, NoCloud cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    """
                    There are two ways to start it:
                      - on a real cloud: name one of clouds.yaml by OS_CLOUD, or set OS_AUTH_URL and the other OS_* variables
                      - on the simulated cloud: add --spring.profiles.active=sandbox\
                    """,
                    cause);
        }
    }

    static final class WithUnusableCloud extends AbstractFailureAnalyzer<CloudConfig.Unusable> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, CloudConfig.Unusable cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Correct clouds.yaml or the OS_* variables.",
                    cause);
        }
    }

    static final class WithUnusableIdentity extends AbstractFailureAnalyzer<UnusableIdentity> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, UnusableIdentity cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Make a key with: openssl rand -base64 32. Give it as STILLFRAME_SECRETKEY, or in a file named by stillframe.secret-key-file; or set stillframe.rights=service, which needs none.",
                    cause);
        }
    }

    static final class WithUnknownSettings extends AbstractFailureAnalyzer<UnknownSettings> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, UnknownSettings cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Correct the name, or take it away. docs/operations.md lists all settings.",
                    cause);
        }
    }

    static final class WithPasswordInDatabaseUrl
            extends AbstractFailureAnalyzer<DatabaseUrl.WithPassword> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, DatabaseUrl.WithPassword cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Take it out of there, and give it as SPRING_DATASOURCE_PASSWORD, and who logs in as SPRING_DATASOURCE_USERNAME.",
                    cause);
        }
    }

    static final class WithCloudThatDoesNotAnswer extends AbstractFailureAnalyzer<Trouble> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, Trouble cause) {
            return new FailureAnalysis(
                    cause.problem().detail(),
                    "With stillframe.identity=none Stillframe has to log in when it starts. Start it again when the cloud answers.",
                    cause);
        }
    }

    static final class WithDatabaseInUse extends AbstractFailureAnalyzer<java.sql.SQLException> {

        /** H2: database may be already in use. */
        private static final int IN_USE = 90020;

        @Override
        protected @Nullable FailureAnalysis analyze(
                Throwable failure, java.sql.SQLException cause) {
            return cause.getErrorCode() == IN_USE
                    ? new FailureAnalysis(
                            "Another Stillframe already uses the database file.",
                            "Stop the other one, start this one in another directory, or use PostgreSQL (spring.datasource.url) for several.",
                            cause)
                    : null;
        }
    }
}
