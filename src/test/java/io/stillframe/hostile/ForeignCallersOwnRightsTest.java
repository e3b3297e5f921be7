package io.stillframe.hostile;

/** The same where each caller's work is done with its own rights. */
class ForeignCallersOwnRightsTest extends ForeignCallersTest {

    @Override
    String rights() {
        return "caller";
    }
}
