import type { Readable, Writable } from "node:stream";
import { defaultProvider } from "../../reference/core/default-provider.js";
import { createAnswerer } from "./answer.js";
import { OPERATIONS } from "./operations.js";
import { serve } from "./serve.js";

/**
 * Is the reference as a testee, until `input` ends. The cryptography is computed by the default provider.
 *
 * @param input - requests, and `output`, answers: lines of JSON as in ../protocol.md
 */
export function runTestee(input: Readable, output: Writable): Promise<void> {
  return serve(input, output, createAnswerer(OPERATIONS, { provider: defaultProvider() }));
}
