/**
 * The reference as a testee of the conformance suite: `node dist/conformance/testee/main.js`. See ../protocol.md.
 * KEEPSAKE_PROVIDER chooses who computes the cryptography.
 */
import { useProvider } from "../../reference/command/use-provider.js";
import { defaultProvider } from "../../reference/core/default-provider.js";
import { createAnswerer } from "./answer.js";
import { OPERATIONS } from "./operations.js";
import { serve } from "./serve.js";

await useProvider(process.env.KEEPSAKE_PROVIDER);
await serve(process.stdin, process.stdout, createAnswerer(OPERATIONS, { provider: defaultProvider() }));
