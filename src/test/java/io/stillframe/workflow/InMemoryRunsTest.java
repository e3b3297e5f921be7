package io.stillframe.workflow;

class InMemoryRunsTest extends RunsContract {

    @Override
    protected Runs<Facts> open(Queue queue) {
        return new InMemoryRuns<>(queue);
    }
}
