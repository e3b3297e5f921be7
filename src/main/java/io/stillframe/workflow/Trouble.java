package io.stillframe.workflow;

/**
 * Trouble outside: the one exception that carries a {@link Problem} from where it happened to the
 * runner.
 */
public class Trouble extends RuntimeException {

    private final transient Problem problem;

    public Trouble(Problem problem) {
        this(problem, null);
    }

    public Trouble(Problem problem, @org.jspecify.annotations.Nullable Throwable cause) {
        super(problem.type() + ": " + problem.detail(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
