import type { Values } from "../case.js";
import { waysToCut } from "./cuts.js";
import { bytesOf, type Inputs, type Vector } from "./load.js";
import { releasable } from "./released.js";
import { type Adapters, expectationOf, type Request } from "./request.js";

const ATTACHMENT = 2;

function referenceOf({ id, key, length, digest }: Inputs): Values {
  return { id: bytesOf(id), key: bytesOf(key), length, digest: bytesOf(digest) };
}

/** Reads an accepted object whole, in pieces, and, if it is an attachment, ranges of it. */
function readings(args: Values, file: Uint8Array, content: Uint8Array): Request[] {
  const whole = { operation: "object.read", args: { ...args, file }, expectation: { ok: { content } } };
  const cut = waysToCut(file.length).map(
    (cuts): Request => ({ ...whole, args: { ...whole.args, cuts }, needs: ["object.read", "pieces"] }),
  );
  const half = content.length >> 1;
  const range: Request = {
    operation: "object.range",
    args: { ...args, file, start: half, end: content.length },
    expectation: { ok: { content: content.subarray(half) } },
    needs: ["object.range", "ranges"],
  };
  const ranged = args.type === ATTACHMENT && content.length > 0;
  return [{ ...whole, needs: ["object.read"] }, ...cut, ...(ranged ? [range] : [])];
}

function sealRequests({ inputs, expect }: Vector): Request[] {
  const { epoch, type, generation, identity } = inputs;
  const [vaultId, content, file] = [bytesOf(inputs.vaultId), bytesOf(inputs.content), bytesOf(expect.ok.file)];
  const reference = referenceOf(expect.ok.reference);
  const args = { vaultId, epoch, rootKey: bytesOf(inputs.rootKey), type, generation, identity, content };
  return [
    {
      operation: "object.seal",
      args: { ...args, seed: bytesOf(inputs.seed) },
      expectation: { ok: { reference, name: expect.ok.name, file } },
    },
    ...readings({ vaultId, type, reference }, file, content),
  ];
}

function readRequests(vector: Vector, parent: Vector | undefined): Request[] {
  const { inputs, expect } = vector;
  const args = { vaultId: bytesOf(inputs.vaultId), type: inputs.type, reference: referenceOf(inputs.reference) };
  const file = inputs.file === undefined ? undefined : bytesOf(inputs.file);
  if (expect.reject === undefined) return readings(args, file!, bytesOf(expect.ok.content));
  const mayRelease = releasable(vector, bytesOf(parent!.expect.ok.content));
  const expectation = { reject: { codes: [expect.reject.code!], mayRelease } };
  const cut = waysToCut(file?.length ?? 0).map(
    (cuts): Request => ({
      operation: "object.read",
      args: { ...args, file, cuts },
      expectation,
      needs: ["pieces"],
    }),
  );
  return [{ operation: "object.read", args: { ...args, file }, expectation }, ...cut];
}

function rangeRequests(vector: Vector): Request[] {
  const { vaultId, type, reference, file, start, end } = vector.inputs;
  const args = { vaultId: bytesOf(vaultId), type, reference: referenceOf(reference), file: bytesOf(file), start, end };
  const expectation = expectationOf(vector, () => ({ content: bytesOf(vector.expect.ok.content) }));
  return [{ operation: "object.range", args, expectation }];
}

/** Vectors of the layer object. */
export const object: Adapters = {
  seal: { operations: ["object.seal"], features: ["seed"], requests: sealRequests },
  read: { operations: ["object.read"], requests: readRequests },
  range: { operations: ["object.range"], features: ["ranges"], requests: rangeRequests },
};
