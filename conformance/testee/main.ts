/**
 * The reference as a testee of the conformance suite: `node dist/conformance/testee/main.js`. See ../protocol.md.
 * KEEPSAKE_PROVIDER chooses who computes the cryptography.
 */
import { useProvider } from "../../reference/command/use-provider.js";
import { runTestee } from "./testee.js";

await useProvider(process.env.KEEPSAKE_PROVIDER);
await runTestee(process.stdin, process.stdout);
