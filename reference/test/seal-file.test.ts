import { type FileHandle, open, readdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { concat, utf8 } from "../core/bytes.js";
import { CHUNK, SEALED_CHUNK } from "../core/chunks.js";
import { createOpener, createSealer, SEAL_HEADER, SEAL_SALT, SealFailure } from "../core/cobblestone.js";
import { writeNewFile } from "../node/file-source.js";
import { nodeProvider } from "../node/provider-node.js";
import * as sources from "../node/seal-file.js";
import { counting, expectBytes } from "./byte-support.js";
import { buildOnce, temporaryFolder } from "./command-harness.js";

const KEY = counting(32, 1);
const SALT = counting(SEAL_SALT, 2);
const CONTEXT = utf8("a file");
/** What two threads share: 40 runs of 64 chunks, and a short one. */
const LARGE = counting(40 * 64 * CHUNK + 3 * CHUNK + 5, 3);

async function sealedStream(plaintext: Uint8Array): Promise<Uint8Array> {
  const sealer = await createSealer(nodeProvider, KEY, CONTEXT, SALT);
  return concat(sealer.header, await sealer.update(plaintext), await sealer.finish());
}

// Other threads exist only in compiled code; from the sources, the same functions work on one.
for (const threads of availableParallelism() > 1 ? ["one thread", "several threads"] : ["one thread"]) {
  describe(`a file sealed and opened on ${threads}`, () => {
    let { sealFile, openSealedFile } = sources;
    let folder: string;
    let largeSealed: Uint8Array;

    beforeAll(async () => {
      largeSealed = await sealedStream(LARGE);
      if (threads === "one thread") return;
      await buildOnce();
      const compiled = pathToFileURL(join("dist", "reference", "node", "seal-file.js")).href;
      ({ sealFile, openSealedFile } = await import(/* @vite-ignore */ compiled));
    }, 180_000);
    beforeEach(() => {
      folder = temporaryFolder();
    });

    /** Writes `input` to a file, converts it into another, and gives what is in that. */
    async function convert(
      input: Uint8Array,
      work: (source: FileHandle, target: FileHandle) => Promise<void>,
    ): Promise<{ output: Uint8Array; error: unknown }> {
      await writeFile(join(folder, "source"), input);
      const source = await open(join(folder, "source"), "r");
      const target = await open(join(folder, "target"), "w");
      try {
        const error = await work(source, target).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        return { output: await readFile(join(folder, "target")), error };
      } finally {
        await Promise.all([source.close(), target.close()]);
      }
    }

    const sealing = (input: Uint8Array) => convert(input, (from, to) => sealFile(from, to, KEY, CONTEXT, SALT));
    const opening = (input: Uint8Array, key = KEY) =>
      convert(input, (from, to) => openSealedFile(from, to, key, CONTEXT));

    test("is what a stream gives, at every kind of length", async () => {
      const chunks = fc.constantFrom(0, 1, 63, 64, 65, 128);
      const rest = fc.constantFrom(0, 1, CHUNK - 1);
      await fc.assert(
        fc.asyncProperty(chunks, rest, async (count, more) => {
          const plaintext = counting(count * CHUNK + more, more);
          const sealed = await sealing(plaintext);
          expect(sealed.error).toBeUndefined();
          expectBytes(sealed.output, await sealedStream(plaintext));
          expectBytes((await opening(sealed.output)).output, plaintext);
        }),
        { numRuns: 18 },
      );
    });

    test("is what a stream gives, if it is large", async () => {
      expectBytes((await sealing(LARGE)).output, largeSealed);
      expectBytes((await opening(largeSealed)).output, LARGE);
    });

    test("has a salt of its own each time", async () => {
      const seal = () => convert(Uint8Array.of(1), (from, to) => sealFile(from, to, KEY, CONTEXT));
      const [first, second] = [await seal(), await seal()];
      expect(first.output.subarray(0, SEAL_SALT)).not.toEqual(second.output.subarray(0, SEAL_SALT));
      expect((await opening(first.output)).output).toEqual(Buffer.of(1));
    });

    test("is not opened if it is damaged anywhere: the lowest chunk is named, and nothing stays", async () => {
      const place = fc.nat({ max: Math.floor(LARGE.length / CHUNK) });
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(place, { minLength: 1, maxLength: 3 }), async (damaged) => {
          const sealed = largeSealed.slice();
          for (const chunk of damaged) sealed[SEAL_HEADER + chunk * SEALED_CHUNK + 2]! ^= 1;
          const { output, error } = await opening(sealed);
          expect(error).toEqual(new SealFailure("chunk", Math.min(...damaged)));
          expect(error).toMatchObject({ kind: "chunk", chunk: Math.min(...damaged) });
          expect(output.length).toBe(0);
        }),
        { numRuns: 15 },
      );
    });

    test("is not opened with another key, if cut off, or with a chunk after the short one", async () => {
      const small = await sealedStream(counting(2 * CHUNK));
      const kind = async (input: Uint8Array, key?: Uint8Array) => {
        const { output, error } = await opening(input, key);
        expect(output.length).toBe(0);
        return (error as SealFailure).kind;
      };
      expect(await kind(small, counting(32, 9))).toBe("commitment");
      expect(await kind(small.subarray(0, 10))).toBe("size");
      expect(await kind(small.subarray(0, SEAL_HEADER + 2 * SEALED_CHUNK))).toBe("size");
      expect(await kind(small.subarray(0, SEAL_HEADER + 2 * SEALED_CHUNK - 1))).toBe("chunk");
      expect(await kind(concat(small, small.subarray(-SEALED_CHUNK)))).toBe("chunk");
    });

    test("gives the error of a thread that cannot read on, and leaves nothing", async () => {
      for (const sealed of [true, false]) {
        const { output, error } = await convert(sealed ? largeSealed : LARGE, async (source, target) => {
          const longer = { fd: source.fd, read: source.read.bind(source), stat: async () => ({ size: 60_000_000 }) };
          const handle = longer as unknown as FileHandle;
          await (sealed ? openSealedFile(handle, target, KEY, CONTEXT) : sealFile(handle, target, KEY, CONTEXT));
        });
        expect(error).toMatchObject({ message: "The file became shorter while it was read." });
        expect(output.length).toBe(0);
      }
    });

    test("gets its name only when it is whole", async () => {
      const sealed = largeSealed.slice();
      sealed[sealed.length - 1]! ^= 1;
      await writeFile(join(folder, "sealed"), sealed);
      const source = await open(join(folder, "sealed"), "r");
      const opened = writeNewFile(join(folder, "opened"), (target) => openSealedFile(source, target, KEY, CONTEXT));
      await expect(opened).rejects.toMatchObject({ kind: "chunk" });
      await source.close();
      expect(await readdir(folder)).toEqual(["sealed"]);
    });

    test("leaves the program its turns", async () => {
      let turns = 0;
      const timer = setInterval(() => turns++, 0);
      await sealing(LARGE);
      clearInterval(timer);
      expect(turns).toBeGreaterThan(3);
    });

    test("is opened by a stream", async () => {
      const { output } = await sealing(LARGE);
      const opener = createOpener(nodeProvider, KEY, CONTEXT);
      expectBytes(concat(await opener.update(output), await opener.finish()), LARGE);
    });
  });
}
