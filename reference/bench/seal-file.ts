import { open } from "node:fs/promises";
import { utf8 } from "../core/bytes.js";
import { CHUNK, SEALED_CHUNK } from "../core/chunks.js";
import { createOpener, createSealer, SEAL_KEY, SEAL_SALT } from "../core/cobblestone.js";
import { defaultProvider, type MaybePromise } from "../core/provider.js";
import { secureRandomness } from "../core/randomness.js";
import "../node/index.js";
import { useProvider } from "../command/use-provider.js";

/**
 * A child process of the benchmark: seals or opens one file as `age` does, and prints its peak memory in MiB.
 * `node seal-file.js seal|open SOURCE TARGET [SIZE]`, with the provider that KEEPSAKE_PROVIDER names.
 */
/** Large steps: what two threads do at once has a price for each. */
const STEP = 2_097_152;
const RESULT = (STEP / CHUNK + 1) * SEALED_CHUNK;
/** Not a secret: the same for sealing and opening, so that the two can be two processes. */
const KEY = new Uint8Array(SEAL_KEY).fill(7);
const CONTEXT = utf8("keepsake/v1/bench");

const [mode, source = "", target = ""] = process.argv.slice(2);
await useProvider(process.env.KEEPSAKE_PROVIDER);
const step = mode === "seal" ? await sealing() : opening();
const input = await open(source, "r");
const output = await open(target, "w");
const buffers = [new Uint8Array(STEP), new Uint8Array(STEP)];
const results = [new Uint8Array(RESULT), new Uint8Array(RESULT)];

// Two buffers: the next piece is read while this one is sealed.
let reading = input.read(buffers[0]!, 0, STEP);
let writing: Promise<unknown> = step.header === undefined ? Promise.resolve() : output.write(step.header);
for (let turn = 0; ; turn++) {
  const { bytesRead, buffer } = await reading;
  if (bytesRead === 0) break;
  reading = input.read(buffers[(turn + 1) % 2]!, 0, STEP);
  const result = await step.update(buffer.subarray(0, bytesRead), results[turn % 2]);
  await writing;
  writing = output.write(result);
}
await writing;
await output.write(await step.finish());
await output.close();
await input.close();
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);

interface Step {
  readonly header?: Uint8Array;
  update(data: Uint8Array, memory?: Uint8Array): MaybePromise<Uint8Array>;
  finish(): MaybePromise<Uint8Array>;
}

async function sealing(): Promise<Step> {
  return createSealer(defaultProvider(), KEY, CONTEXT, secureRandomness("salt/bench", SEAL_SALT));
}

function opening(): Step {
  return createOpener(defaultProvider(), KEY, CONTEXT);
}
