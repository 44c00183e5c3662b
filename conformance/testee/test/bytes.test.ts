import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { faults } from "./schemas.js";
import { exchange, newAnswerer, okOf } from "./wire.js";

const LONG = 262_145;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "keepsake-testee-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

async function greeted(directory: string) {
  const answerer = newAnswerer();
  const { request, answer } = await exchange("hello", { protocol: 1, suite: "test", directory }, answerer);
  expect([...faults(request.args, "hello", "args"), ...faults(answer.ok, "hello", "ok")]).toEqual([]);
  return answerer;
}

it("puts long bytes of an answer into files of the directory, each under a name of its own", async () => {
  const directory = folder();
  const answerer = await greeted(directory);
  const content = new Uint8Array(LONG).fill(7);
  const [first, second] = [
    await exchange("pad", { content }, answerer),
    await exchange("pad", { content: content.subarray(1) }, answerer),
  ];
  for (const [index, { answer }] of [first, second].entries()) {
    const { file, length, sha256 } = answer.ok.padded;
    const stored = readFileSync(file);
    expect(file.startsWith(directory)).toBe(true);
    expect([length, sha256]).toEqual([stored.length, createHash("sha256").update(stored).digest("hex")]);
    expect(stored.readUIntBE(2, 6)).toBe(content.length - index);
    expect(faults(answer.ok, "pad", "ok")).toEqual([]);
  }
  expect(readdirSync(directory)).toHaveLength(2);
});

it("keeps bytes of up to 262,144 in the line", async () => {
  const directory = folder();
  const answerer = await greeted(directory);
  const { answer } = await exchange("named-random", { seed: new Uint8Array(32), name: "a", length: 16_000 }, answerer);
  expect(Buffer.from(answer.ok.bytes.b64, "base64")).toHaveLength(16_000);
  const padded = new Uint8Array(okOf(await exchange("pad", { content: new Uint8Array(253_000) })).padded as Uint8Array);
  expect(padded.length).toBeLessThanOrEqual(LONG - 1);
  expect(okOf(await exchange("unpad", { padded }, answerer)).content).toHaveLength(253_000);
  expect(readdirSync(directory)).toEqual([]);
});

it("keeps long bytes in the line before it was told a directory", async () => {
  const { answer } = await exchange("pad", { content: new Uint8Array(LONG) });
  expect(Object.keys(answer.ok.padded)).toEqual(["b64"]);
});

it("reads bytes from files", async () => {
  const file = join(folder(), "content");
  writeFileSync(file, "content");
  const args = { content: { file, length: 7, sha256: "0".repeat(64) } };
  const direct = await exchange("digest", { content: new TextEncoder().encode("content") });
  expect((await exchange("digest", args)).answer.ok).toEqual(direct.answer.ok);
});

it("keeps names as they are, __proto__ too", async () => {
  const content = new TextEncoder().encode("content");
  const line = `{"id":"a","op":"archive.pack","args":{"files":{"__proto__":{"b64":"${Buffer.from(content).toString("base64")}"}}}}`;
  // It is no name of a vault, so that nothing but the header is missing.
  expect(JSON.parse(await newAnswerer().answer(line)).reject.code).toBe("header.missing");
});

it("takes an input in single bytes, however long", async () => {
  const [key, context, salt] = [new Uint8Array(32), new Uint8Array(16), new Uint8Array(24)];
  const plaintext = new Uint8Array(300_000).fill(1);
  const cuts = (length: number) => Array.from({ length }, (_, i) => i + 1);
  const sealed = await exchange("sealed.seal", { key, context, salt, plaintext, cuts: cuts(plaintext.length) });
  const ciphertext = okOf(sealed).ciphertext as Uint8Array;
  expect(okOf(await exchange("sealed.seal", { key, context, salt, plaintext })).ciphertext).toEqual(ciphertext);
  const opened = await exchange("sealed.open", { key, context, ciphertext, cuts: cuts(ciphertext.length) });
  expect(okOf(opened).plaintext).toEqual(plaintext);
});
