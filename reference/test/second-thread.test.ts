import { execFileSync } from "node:child_process";
import { createSecretKey } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { CHUNK, SEALED_CHUNK } from "../core/chunks.js";
import { nodeProvider as oneThread } from "../node/provider-node.js";
import { counting, expectBytes } from "./byte-support.js";
import { buildOnce } from "./command-harness.js";

// The second thread exists only in compiled code; from the sources, the same provider works on one.

const KEY = counting(32, 1);
const NONCE = counting(12, 7);
const compiled = (name: string) => pathToFileURL(join("dist", "reference", "node", name)).href;

describe.skipIf(availableParallelism() === 1)("the second thread", () => {
  let twoThreads: typeof oneThread;
  let thread: typeof import("../node/second-thread.js");

  /** Waits until the thread takes chunks, or until it no longer does. */
  async function until(there: boolean): Promise<void> {
    const input = counting(CHUNK);
    const output = new Uint8Array(SEALED_CHUNK);
    const run = { sealing: true, key: createSecretKey(KEY), baseNonce: NONCE, firstChunk: 0, input, output };
    for (;;) {
      if (there) thread.startSecondThread();
      const lent = thread.lendChunks(run, KEY, 0, 1);
      if (lent) expect(thread.takeBackChunks(run, 0)).toBe(1);
      if (lent === there) return;
      await sleep(there ? 10 : 2500);
    }
  }

  beforeAll(async () => {
    await buildOnce();
    twoThreads = (await import(/* @vite-ignore */ compiled("provider-node.js"))).nodeProvider;
    thread = await import(/* @vite-ignore */ compiled("second-thread.js"));
  }, 180_000);

  const chunks = fc.oneof(fc.integer({ min: 28, max: 36 }), fc.integer({ min: 60, max: 300 }));
  const rest = fc.constantFrom(0, 1, 15, 16, CHUNK - 1);
  const first = fc.constantFrom(0, 1, 255, 2 ** 32 - 20, 2 ** 37);

  test("seals and opens as one thread does, at every kind of length", async () => {
    await until(true);
    fc.assert(
      fc.property(chunks, rest, first, (count, more, firstChunk) => {
        const plaintext = counting(count * CHUNK + more, more);
        const sealed = oneThread.sealChunks(KEY, NONCE, firstChunk, plaintext, true) as Uint8Array;
        expectBytes(twoThreads.sealChunks(KEY, NONCE, firstChunk, plaintext, true) as Uint8Array, sealed);
        const opened = twoThreads.openChunks(KEY, NONCE, firstChunk, sealed) as { plaintext: Uint8Array };
        expect(opened).not.toHaveProperty("failedChunk");
        expectBytes(opened.plaintext, plaintext);
      }),
      { numRuns: 40 },
    );
  });

  test("opening stops at the lowest chunk that is not authentic, whoever had it", async () => {
    await until(true);
    const damage = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(chunks, damage, first, (count, places, firstChunk) => {
        const plaintext = counting(count * CHUNK + 5, 3);
        const sealed = oneThread.sealChunks(KEY, NONCE, firstChunk, plaintext, true) as Uint8Array;
        const damaged = places.map((place) => place % (count + 1));
        for (const chunk of damaged) sealed[chunk * SEALED_CHUNK + 2] = sealed[chunk * SEALED_CHUNK + 2]! ^ 1;
        const failedChunk = damaged
          .filter((chunk) => damaged.filter((other) => other === chunk).length % 2 === 1)
          .sort((a, b) => a - b)[0];
        const target = new Uint8Array(plaintext.length);
        const opened = twoThreads.openChunks(KEY, NONCE, firstChunk, sealed, target);
        if (opened instanceof Promise) throw new Error("expected an answer at once");
        expect(opened.failedChunk).toBe(failedChunk);
        expectBytes(opened.plaintext, plaintext.subarray(0, (failedChunk ?? count + 1) * CHUNK));
        // What is written behind the end of the answer is authentic too, or nothing.
        for (const chunk of damaged.filter((place) => place === failedChunk)) {
          expect(target.subarray(chunk * CHUNK, (chunk + 1) * CHUNK).every((byte) => byte === 0)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("ends when it has nothing to do, and starts again", async () => {
    await until(true);
    await until(false);
    await until(true);
  });

  test("lets the process end", () => {
    const script = `
      const { nodeProvider } = await import(${JSON.stringify(compiled("provider-node.js"))});
      const run = (n) => nodeProvider.sealChunks(new Uint8Array(32), new Uint8Array(12), n * 64, new Uint8Array(2 ** 20), false);
      for (let n = 0; n < 200; n++) run(n);
      await new Promise((done) => setTimeout(done, 200));
      run(0);
      console.log("done");`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 20_000 });
    expect(output.toString()).toBe("done\n");
  });
});
