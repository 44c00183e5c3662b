import { sealContext } from "../../../reference/core/derive.js";
import type { Expectation, Values } from "../case.js";
import { waysToCut } from "./cuts.js";
import { bytesOf, type Inputs, type Vector } from "./load.js";
import { releasable } from "./released.js";
import { type Adapters, type Request, single } from "./request.js";

const contextOf = ({ type, fields }: Inputs) => sealContext(type, bytesOf(fields));

/** A request to open, whole and in every way of cutting it. */
function openings(args: Values & { readonly ciphertext: Uint8Array }, expectation: Expectation): Request[] {
  const cut = waysToCut(args.ciphertext.length).map(
    (cuts): Request => ({
      operation: "sealed.open",
      args: { ...args, cuts },
      expectation,
      needs: ["sealed.open", "pieces"],
    }),
  );
  return [{ operation: "sealed.open", args, expectation, needs: ["sealed.open"] }, ...cut];
}

/** Ranges of a plaintext: its first byte, its last byte, and a part in the middle. */
function ranges(args: Values, plaintext: Uint8Array): Request[] {
  const { length } = plaintext;
  const places = [
    [0, 1],
    [length - 1, length],
    [Math.floor(length / 3), Math.ceil(length / 2)],
  ] as const;
  return places
    .filter(([start, end]) => start >= 0 && start < end && end <= length)
    .map(([start, end]) => ({
      operation: "sealed.open",
      args: { ...args, range: { start, end } },
      expectation: { ok: { plaintext: plaintext.subarray(start, end) } },
      needs: ["sealed.open", "ranges"],
    }));
}

function sealRequests({ inputs, expect }: Vector): Request[] {
  const [key, salt, plaintext] = [bytesOf(inputs.key), bytesOf(inputs.salt), bytesOf(inputs.plaintext)];
  const ciphertext = bytesOf(expect.ok.sealed);
  const context = contextOf(inputs);
  const args = { key, context, salt, plaintext };
  const sealed = { ok: { ciphertext } };
  const cut = waysToCut(plaintext.length).map(
    (cuts): Request => ({
      operation: "sealed.seal",
      args: { ...args, cuts },
      expectation: sealed,
      needs: ["pieces"],
    }),
  );
  const toOpen = { key, context, ciphertext };
  return [
    { operation: "sealed.seal", args, expectation: sealed },
    ...cut,
    ...openings(toOpen, { ok: { plaintext } }),
    ...ranges(toOpen, plaintext),
  ];
}

function openRequests(vector: Vector, parent: Vector | undefined): Request[] {
  const { inputs, expect } = vector;
  const { fault } = expect.reject!;
  const mayRelease = releasable(vector, bytesOf(parent!.inputs.plaintext));
  const reject = { codes: [fault === "size" ? "object.truncated" : "object.auth"], details: { reason: fault! } };
  const args = { key: bytesOf(inputs.key), context: contextOf(inputs), ciphertext: bytesOf(inputs.sealed) };
  const [whole, ...cut] = openings(args, { reject: { ...reject, mayRelease } });
  if (fault !== "size") return [whole!, ...cut];
  // A reader of a stream whose length it does not know meets the last chunk as a tag that fails.
  const either = { reject: { codes: ["object.truncated", "object.auth"], mayRelease } };
  return [whole!, ...cut.map((request) => ({ ...request, expectation: either }))];
}

/** Vectors of the layer sealing: sealed to the same bytes, opened whole, in pieces and in ranges. */
export const sealing: Adapters = {
  seal: { operations: ["sealed.seal"], requests: sealRequests },
  open: { operations: ["sealed.open"], requests: openRequests },
  "sealed-size": single(
    "sealed.size",
    ({ inputs }) => inputs,
    ({ expect }) => expect.ok,
  ),
};
