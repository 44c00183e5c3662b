import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { fromHex, toHex, utf8 } from "../core/bytes.js";
import { open, SEAL_SALT, seal } from "../core/cobblestone.js";
import { nodeProvider } from "../node/provider-node.js";
import { counting, expectBytes } from "./byte-support.js";

// Cobblestone-256 against an implementation that is not ours: Python's `cryptography`, version 50 or later.

const KEY = counting(32, 1);
const CONTEXT = utf8("keepsake/v1/interop\0");
const LENGTHS = [0, 1, 16_383, 16_384, 16_385, 32_768, 1_048_581];

/** Reads lines of `seal|open HEX` and answers each with a line of hex, or with `refused`. */
const SCRIPT = `
import sys
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
key, context = bytes.fromhex("${toHex(KEY)}"), bytes.fromhex("${toHex(CONTEXT)}")
for line in sys.stdin:
    verb, data = line.rstrip("\\n").split(" ")
    worker = (Cobblestone256Encryptor if verb == "seal" else Cobblestone256Decryptor)(key, context)
    try:
        result = worker.update(bytes.fromhex(data))
        print((result + worker.finalize()).hex())
    except Exception:
        print("refused")
`;

function findPython(): string | undefined {
  const candidates = [".ci/venv/bin/python", process.env.KEEPSAKE_PYTHON, "python3"];
  return candidates.find((candidate) => {
    if (candidate === undefined || (candidate.startsWith(".ci/") && !existsSync(candidate))) return false;
    try {
      execFileSync(candidate, ["-c", "import cryptography.cobblestone"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

const python = findPython();
beforeEach((context) => {
  if (python === undefined) context.skip("no Python with cryptography 50 or later; name one in KEEPSAKE_PYTHON");
});

function ask(requests: readonly string[]): string[] {
  const input = requests.map((line) => `${line}\n`).join("");
  const output = execFileSync(python!, ["-c", SCRIPT], { input, maxBuffer: 64 * 1_048_576, encoding: "latin1" });
  return output.trimEnd().split("\n");
}

test("Python opens what we seal", { timeout: 60_000 }, async () => {
  const plaintexts = LENGTHS.map((length) => counting(length, length));
  const sealed = await Promise.all(
    plaintexts.map((plaintext) => seal(nodeProvider, KEY, CONTEXT, plaintext, counting(SEAL_SALT, plaintext.length))),
  );
  const answers = ask(sealed.map((bytes) => `open ${toHex(bytes)}`));
  for (const [i, answer] of answers.entries()) expectBytes(fromHex(answer), plaintexts[i]!);
  expect(answers.length).toBe(LENGTHS.length);
});

test("we open what Python seals, and seal the same with its salt", async () => {
  const plaintexts = LENGTHS.map((length) => counting(length, length));
  const answers = ask(plaintexts.map((bytes) => `seal ${toHex(bytes)}`)).map(fromHex);
  expect(answers.length).toBe(LENGTHS.length);
  for (const [i, sealed] of answers.entries()) {
    expectBytes(await open(nodeProvider, KEY, CONTEXT, sealed), plaintexts[i]!);
    expectBytes(await seal(nodeProvider, KEY, CONTEXT, plaintexts[i]!, sealed.slice(0, SEAL_SALT)), sealed);
  }
});

test("Python refuses what we refuse", async () => {
  const sealed = await seal(nodeProvider, KEY, CONTEXT, counting(20_000), counting(SEAL_SALT));
  const damaged = [
    sealed.subarray(0, 56 + 16_400),
    sealed.subarray(0, 60),
    sealed.subarray(0, -1),
    ...[0, 30, 60, 16_460, sealed.length - 1].map((at) => sealed.map((byte, i) => (i === at ? byte ^ 1 : byte))),
  ];
  expect(ask(damaged.map((bytes) => `open ${toHex(bytes)}`))).toEqual(damaged.map(() => "refused"));
  for (const bytes of damaged) await expect(open(nodeProvider, KEY, CONTEXT, bytes)).rejects.toThrow();
});
