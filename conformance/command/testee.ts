import type { Outcome } from "../../reference/command/verb.js";

/** `keepsake testee`: answers requests until standard input ends. */
export async function run(): Promise<Outcome> {
  await import("../testee/main.js");
  return { result: undefined, text: "" };
}
