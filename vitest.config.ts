import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", "docs-out/**"],
    setupFiles: ["reference/test/setup.ts"],
    // Property tests and whole-vault round trips are slow on small machines; a hang is still caught.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Forks, not threads: tests start child processes and change the working directory.
    pool: "forks",
    maxWorkers: 2,
  },
});
