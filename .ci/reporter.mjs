// Vitest reporter for CI: names every skipped test with its reason, and leaves the totals in test-results/counts
// as "passed failed skipped", where .ci/run reads them.
import { mkdirSync, writeFileSync } from "node:fs";

export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      const before = counts.failed;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        // A test that never ran because its file failed to load is "pending": it did not pass.
        counts[state === "pending" ? "failed" : state] += 1;
        if (state === "skipped") console.log(`skipped: ${test.fullName}: ${note ?? "no reason given"}`);
      }
      // A file can fail without a failing test: an import or a hook that throws.
      if (module.state() === "failed" && counts.failed === before) counts.failed += 1;
    }
    counts.failed += unhandledErrors.length;
    mkdirSync("test-results", { recursive: true });
    writeFileSync("test-results/counts", `${counts.passed} ${counts.failed} ${counts.skipped}\n`);
  }
}
