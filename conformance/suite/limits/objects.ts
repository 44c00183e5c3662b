import { concat } from "../../../reference/core/bytes.js";
import { bytesOf, loadVector } from "../vectors/load.js";
import { accepted, type Limit, rejected } from "./limit.js";
import { limitOf } from "./table.js";

/** An object that is right, and its reference. */
function small() {
  const { inputs, expect } = loadVector("object", "object-one-chunk");
  const { vaultId, type, reference, file } = inputs;
  const { id, key, length, digest } = reference;
  const args = { vaultId: bytesOf(vaultId), type };
  return {
    args,
    reference: { id: bytesOf(id), key: bytesOf(key), length, digest: bytesOf(digest) },
    file: bytesOf(file),
    content: bytesOf(expect.ok.content),
  };
}

const SHARED = { chapter: "06-objects.md", operation: "object.read" };
const SEGMENT = 1;

/** Objects that are larger, or said to be larger, than they can be. */
export const objectLimits: readonly Limit[] = [
  {
    ...SHARED,
    name: "object/claimed-length",
    isClaim: true,
    row: "object",
    title: "References to more than there is",
    requirements: ["object-truncated"],
    why: "The stored size is known before anything is read: a length is no reason to take memory.",
    *probes() {
      const { args, reference, file, content } = small();
      yield { what: "the right length", args: { ...args, reference, file }, expectation: accepted({ content }) };
      const most = limitOf("object");
      for (const length of [4097, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, most]) {
        const claim = { ...args, reference: { ...reference, length }, file };
        yield { what: `${length} bytes`, args: claim, expectation: rejected("object.truncated") };
        yield {
          what: `a range of ${length} bytes`,
          operation: "object.range",
          args: { ...claim, start: 0, end: length },
          expectation: rejected("object.truncated"),
        };
      }
    },
    features: ["ranges"],
  },
  {
    ...SHARED,
    name: "object/longer-than-implied",
    isClaim: true,
    title: "Objects that go on after their end",
    requirements: ["object-oversize"],
    why: "A stored size above the implied one is a fault, however much follows; nothing of it need be read.",
    *probes() {
      const { args, reference, file } = small();
      for (const more of [1, 16, 16_400, 1_000_000, 8_000_000]) {
        const longer = concat(file, new Uint8Array(more));
        yield {
          what: `${more} bytes more`,
          args: { ...args, reference, file: longer },
          expectation: rejected("object.size"),
        };
      }
    },
  },
  {
    ...SHARED,
    name: "object/segment",
    isClaim: true,
    row: "segment",
    title: "References to segments that are too long",
    requirements: ["segment-length-limit"],
    why: "A segment is read whole, into memory: one that is too long is refused before it is read.",
    *probes() {
      const { args, reference, file } = small();
      const most = limitOf("segment");
      for (const length of [most, most + 1, 2 ** 32, limitOf("object")]) {
        const claim = { ...args, type: SEGMENT, reference: { ...reference, length }, file };
        const code = length === most ? "object.truncated" : "content.limit-exceeded";
        yield { what: `${length} bytes`, args: claim, expectation: rejected(code) };
      }
    },
  },
];
