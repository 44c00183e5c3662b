import { createHmac } from "node:crypto";
import fc from "fast-check";
import type { Values } from "../case.js";
import { casesOf, type Property } from "./chapter.js";
import { exactly, key, someBytes } from "./drawn.js";
import { ascii, join, sha256 } from "./oracle.js";
import { property } from "./property.js";

/** What an authenticator gives for an input, as a browser asks it. */
export const prfOutput = (credRandom: Uint8Array, input: Uint8Array): Uint8Array =>
  new Uint8Array(
    createHmac("sha256", credRandom)
      .update(sha256(ascii("WebAuthn PRF\0"), input))
      .digest(),
  );

/** The input of all ceremonies of an epoch. */
export const prfInput = (prfSalt: Uint8Array): Uint8Array => join(ascii("keepsake/v1/prf\0"), prfSalt);

const otherLength = () => fc.oneof(fc.nat(31), fc.integer({ min: 33, max: 80 }));

/** Results of a ceremony that are no output. */
const noOutput = (): fc.Arbitrary<Values> =>
  fc.oneof(
    fc.constant({ form: "none" }),
    fc.tuple(fc.constantFrom("buffer", "view"), otherLength().chain(exactly)).map(([form, bytes]) => ({ form, bytes })),
    otherLength()
      .chain((n) => fc.array(fc.nat(255), { minLength: n, maxLength: n }))
      .map((values) => ({ form: "list", values })),
    fc
      .tuple(key(), fc.nat(31), fc.constantFrom(256, 257, 1000, 2 ** 32, 2 ** 32 + 7, 2 ** 53 - 1))
      .map(([bytes, at, wrong]) => ({
        form: "list",
        values: Array.from(bytes, (byte, i) => (i === at ? wrong : byte)),
      })),
  );

const properties: readonly Property[] = [
  {
    name: "prf-input",
    title: "The PRF input is the salt of the header after a fixed text",
    requirements: ["prf-input-first"],
    operations: ["passkey.prf-input"],
    why: "All passkeys of an epoch share it; another input gives another output and opens nothing.",
    run: (context) =>
      property(context, [key()], async (prfSalt) => {
        await context.expect("passkey.prf-input", { prfSalt }, { ok: { input: prfInput(prfSalt) } });
      }),
  },
  {
    name: "prf",
    title: "An authenticator hashes the input as a browser does",
    requirements: ["prf-output-first"],
    operations: ["passkey.prf"],
    features: ["authenticator"],
    why: "A slot that was made in a browser has to open where the program talks to the authenticator itself.",
    run: (context) =>
      property(context, [key(), someBytes(100)], async (credRandom, input) => {
        await context.expect("passkey.prf", { credRandom, input }, { ok: { output: prfOutput(credRandom, input) } });
      }),
  },
  {
    name: "result-forms",
    title: "An output of 32 bytes is taken in each form in which platforms give it",
    requirements: ["prf-output-forms"],
    operations: ["passkey.result"],
    why: "A buffer, a view of a larger one and a list of numbers hold the same secret.",
    run: (context) =>
      property(context, [key(), fc.constantFrom("buffer", "view", "list")], async (output, form) => {
        const result = form === "list" ? { form, values: [...output] } : { form, bytes: output };
        await context.expect("passkey.result", { result }, { ok: { output } });
      }),
  },
  {
    name: "result-none",
    title: "Anything that is not 32 bytes is no output",
    requirements: ["prf-output-length", "prf-output-missing", "prf-output-forms"],
    operations: ["passkey.result"],
    why: "A slot that is sealed under something else can never be opened again.",
    run: (context) =>
      property(context, [noOutput()], async (result) => {
        await context.expect("passkey.result", { result }, { reject: { codes: ["key.prf-missing"] } });
      }),
  },
];

/** Chapter 4. */
export const passkeys = casesOf("04-passkey.md", properties);
