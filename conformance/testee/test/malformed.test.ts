import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { OPERATIONS } from "../operations.js";
import { serve } from "../serve.js";
import { compile, faults } from "./schemas.js";
import { exchange, newAnswerer } from "./wire.js";

/** What a testee answers to these bytes, handed over in these pieces. */
async function answersTo(pieces: readonly Buffer[]): Promise<string> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const written: Buffer[] = [];
  output.on("data", (piece) => written.push(piece));
  const served = serve(input, output, newAnswerer());
  for (const piece of pieces) if (!input.write(piece)) await once(input, "drain");
  input.end();
  await served;
  output.end();
  await once(output, "close");
  return Buffer.concat(written).toString("utf8");
}

const parse = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const request = (id: string, length: number) => `{"id":"${id}","op":"padme","args":{"length":${length}}}\n`;

it.each(Object.keys(OPERATIONS))("answers %s without its arguments with a fault", async (operation) => {
  const { required = [], properties } = compile(operation, "args").schema as {
    required?: string[];
    properties: Record<string, unknown>;
  };
  if (required.length > 0) expect(Object.keys((await exchange(operation, {})).answer)).toEqual(["id", "fault"]);
  const wrong = Object.fromEntries(Object.keys(properties).map((name) => [name, true]));
  expect(Object.keys((await exchange(operation, wrong)).answer)).toEqual(["id", "fault"]);
});

const LINES = [
  "garbage",
  "null",
  "7",
  "[]",
  "{}",
  '"text"',
  '{"id":7,"op":"padme","args":{"length":1}}',
  '{"id":"a"}',
  '{"id":"a","op":7}',
  '{"id":"a","op":"padme","args":[]}',
  '{"id":"a","op":"padme","args":{"length":-1}}',
  '{"id":"a","op":"padme","args":{"length":9007199254740992}}',
  '{"id":"a","op":"padme","args":{"length":{"b64":"AAAA"}}}',
  '{"id":"a","op":"digest","args":{"content":{"file":"/nothing/there","length":1}}}',
  '{"id":"a","op":"slot.unwrap","args":{"vaultId":{"b64":""},"epoch":1,"slots":[],"secret":{"kind":"word"}}}',
  `{"id":"a","op":"digest","args":${'{"content":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
  '{"id":"a","op":"padme","args":{"len',
  "\u0000",
];

it.each(LINES.map((line) => [line.slice(0, 60), line]))("answers %s with a fault, and goes on", async (_, line) => {
  const answers = parse(await answersTo([Buffer.from(`${line}\n${request("next", 9)}`)]));
  expect(answers).toHaveLength(2);
  const [[next], [fault]] = [answers.filter(({ id }) => id === "next"), answers.filter(({ id }) => id !== "next")];
  expect(Object.keys(fault)).toEqual(["id", "fault"]);
  expect(faults(fault, "answer")).toEqual([]);
  expect(next).toEqual({ id: "next", ok: { padded: 10 } });
});

it.each(["none", "toString", "__proto__"])("does not support the operation %s", async (operation) => {
  expect((await exchange(operation, {})).answer.unsupported).toEqual({ reason: `there is no operation ${operation}` });
});

it("answers bytes that are no UTF-8 with a fault", async () => {
  const line = Buffer.concat([Buffer.from('{"id":"'), Buffer.of(0xff), Buffer.from('"}\n')]);
  expect(Object.keys(parse(await answersTo([line]))[0])).toEqual(["id", "fault"]);
});

it("ignores members that it does not know, and empty lines", async () => {
  const line = '\n{"x":1,"id":"a","op":"padme","args":{"length":9,"x":{"b64":1}},"deadlineMs":"soon"}\n\n';
  expect(await answersTo([Buffer.from(line)])).toBe('{"id":"a","ok":{"padded":10}}\n');
});

it("reads lines from pieces of any size, and answers before the input ends", async () => {
  const lines = Buffer.from(Array.from({ length: 50 }, (_, i) => request(`zahl ä ${i}`, 1000 + i)).join(""));
  const whole = await answersTo([lines]);
  expect(parse(whole)).toHaveLength(50);
  for (const size of [1, 2, 7, 64, 1000]) {
    const pieces = Array.from({ length: Math.ceil(lines.length / size) }, (_, i) =>
      lines.subarray(i * size, (i + 1) * size),
    );
    expect(await answersTo(pieces)).toBe(whole);
  }
});

it("reads a line of 64 MB in no more than its share of time", async () => {
  const content = Buffer.alloc(48_000_000);
  const line = Buffer.from(`{"id":"a","op":"digest","args":{"content":{"b64":"${content.toString("base64")}"}}}\n`);
  const pieces = Array.from({ length: Math.ceil(line.length / 65_536) }, (_, i) =>
    line.subarray(i * 65_536, (i + 1) * 65_536),
  );
  const [answer] = parse(await answersTo(pieces));
  expect(Object.keys(answer.ok)).toEqual(["digest"]);
}, 30_000);
