import type { nothing, TemplateResult } from "lit-html";
import type { App } from "./app.js";
import { errorNotice } from "./explain.js";

/** Runs what a click asks for, and keeps what went wrong until the next click. */
export interface Attempt {
  readonly error: unknown;
  /** @returns undefined if it failed */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
  clear(): void;
  render(): TemplateResult | typeof nothing;
}

export function createAttempt(app: App): Attempt {
  let error: unknown;
  return {
    get error() {
      return error;
    },
    async run(work) {
      error = undefined;
      app.update();
      try {
        return await work();
      } catch (thrown) {
        error = thrown;
        app.update();
        document.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
        return undefined;
      }
    },
    clear() {
      error = undefined;
    },
    render: () => errorNotice(error),
  };
}
