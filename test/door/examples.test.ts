/** Runs the test file of examples/06-test-suite, as it stands there. */
import '../../examples/06-test-suite/controller.test.ts';
