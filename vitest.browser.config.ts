import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.js";

/** `npm run test:browser`: what only a real browser shows. One browser at a time, on a page that was built before. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: {
      include: ["**/test/**/*.browser.ts"],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      maxWorkers: 1,
    },
  }),
);
