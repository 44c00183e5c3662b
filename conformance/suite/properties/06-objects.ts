import fc from "fast-check";
import { id } from "../../../reference/arbitraries/scalars.js";
import { readObject } from "../../../reference/core/object-open.js";
import { bytesSource } from "../../../reference/core/source.js";
import { nodeProvider } from "../../../reference/node/provider-node.js";
import { type CaseContext, Mismatch, type Values } from "../case.js";
import { byReference, bytesOf, mustEqual, succeed } from "./answers.js";
import { casesOf, type Property } from "./chapter.js";
import { bytesOfPattern, content, counter, cutsOf, exactly, key, type Pattern, part, parts, shortId } from "./drawn.js";
import {
  CHUNK,
  digest,
  join,
  namedRandom,
  type ObjectPlace,
  objectFile,
  objectName,
  pad,
  paddedSize,
  type Reference,
  referenceTo,
  SEALED_CHUNK,
  u64,
} from "./oracle.js";
import { property } from "./property.js";

/** Where the first chunk starts in an object file: after the prefix, salt and commitment. */
const CHUNKS_AT = 66;

const place = (): fc.Arbitrary<ObjectPlace> =>
  fc
    .record({
      vaultId: shortId(),
      epoch: counter(),
      rootKey: key(),
      type: fc.constantFrom(1 as const, 2 as const),
      generation: fc.oneof(fc.constant(0), fc.nat(5), fc.constant(2 ** 32 - 1)),
      identity: id(),
    })
    .map((drawn) => (drawn.type === 1 ? { ...drawn, identity: "" } : drawn));

/** An object with its content, as the specification seals it. */
interface DrawnObject {
  readonly place: ObjectPlace;
  readonly content: Pattern;
  readonly salt: Uint8Array;
}
const object = (most = 70_000): fc.Arbitrary<DrawnObject> =>
  fc.record({ place: place(), content: content(most), salt: exactly(24) });

function made({ place: at, content: pattern, salt }: DrawnObject) {
  const bytes = bytesOfPattern(pattern);
  const reference = referenceTo(at, bytes);
  return { bytes, reference, file: objectFile(at, reference, salt, pad(bytes)) };
}

const asked = ({ vaultId, type }: ObjectPlace, reference: Reference, file: Uint8Array | undefined): Values => ({
  vaultId,
  type,
  reference,
  file,
});

/** What may come out before a fault in a chunk: of a segment nothing, of an attachment the chunks before. */
const before = (type: 1 | 2, bytes: Uint8Array, chunk: number) =>
  bytes.subarray(0, type === 1 ? 0 : Math.max(0, chunk * CHUNK - 8));

const cutsFor = (context: CaseContext, places: readonly number[], total: number) =>
  context.has("pieces") ? { cuts: cutsOf(places, total) } : {};

const properties: readonly Property[] = [
  {
    name: "seal",
    title: "An object has the same name, reference and bytes everywhere",
    requirements: ["object-id", "pad-exact", "no-compression"],
    operations: ["object.seal"],
    features: ["seed"],
    why: "A second device has to find what the first one stored.",
    run: (context) =>
      property(
        context,
        [object(), key()],
        async ({ place: at, content: pattern }, seed) => {
          const bytes = bytesOfPattern(pattern);
          const reference = referenceTo(at, bytes);
          const name = objectName(reference.id);
          const file = objectFile(at, reference, namedRandom(seed, `salt/${name}`, 24), pad(bytes));
          await context.expect("object.seal", { ...at, content: bytes, seed }, { ok: { reference, name, file } });
          await byReference("an object", () =>
            readObject(nodeProvider, at.vaultId, at.type, reference, bytesSource(file)),
          );
        },
        { cost: 4 },
      ),
  },
  {
    name: "identity",
    title: "Objects that differ in what they are have different names",
    requirements: ["object-id"],
    operations: ["object.seal"],
    features: ["seed"],
    why: "Nobody who can send a photo may learn from the store that it is there already.",
    run: (context) =>
      property(
        context,
        [
          object(300),
          key(),
          fc.constantFrom("vaultId", "epoch", "rootKey", "type", "generation", "identity", "content"),
        ],
        async ({ place: at, content: pattern }, seed, what) => {
          const one: ObjectPlace = { ...at, type: 2, identity: at.identity || "a" };
          const changed = {
            vaultId: flip(at.vaultId),
            rootKey: flip(at.rootKey),
            epoch: at.epoch === 1 ? 2 : at.epoch - 1,
            type: 1 as const,
            generation: at.generation === 0 ? 1 : at.generation - 1,
            identity: `${one.identity}x`,
          };
          const content = bytesOfPattern(pattern);
          const other = what === "content" ? join(content, Uint8Array.of(0)) : content;
          const args = { ...one, content, seed };
          const otherArgs = what === "content" ? { ...args, content: other } : { ...args, [what]: changed[what] };
          const first = await succeed(context, "object.seal", args);
          const second = await succeed(context, "object.seal", otherArgs);
          if (first.name === second.name) throw new Mismatch(`two objects of another ${what} have one name`);
        },
        { cost: 3 },
      ),
  },
  {
    name: "read",
    title: "An object reads however it comes in",
    requirements: ["object-digest", "reference-carried", "object-length-field"],
    operations: ["object.read"],
    why: "Id and key are the reference's: a reader computes neither.",
    run: (context) =>
      property(
        context,
        [object(), parts(), fc.option(fc.tuple(key(), key()), { nil: undefined })],
        async (drawn, places, carried) => {
          const bytes = bytesOfPattern(drawn.content);
          // Any id and key that a reference carries, not only those that this version would compute.
          const computed = referenceTo(drawn.place, bytes);
          const reference = carried === undefined ? computed : { ...computed, id: carried[0], key: carried[1] };
          const file = objectFile(drawn.place, reference, drawn.salt, pad(bytes));
          const args = { ...asked(drawn.place, reference, file), ...cutsFor(context, places, file.length) };
          await context.expect("object.read", args, { ok: { content: bytes } });
        },
        { cost: 4 },
      ),
  },
  {
    name: "range",
    title: "A range of an attachment is that part of it",
    requirements: ["range-chunk-steps", "range-checks-first"],
    operations: ["object.range"],
    features: ["ranges"],
    why: "The chunks that hold a range are eight bytes off from those of the content.",
    run: (context) =>
      property(
        context,
        [object(), part(), part()],
        async (drawn, one, other) => {
          const at: ObjectPlace = { ...drawn.place, type: 2 };
          const { bytes, reference, file } = made({ ...drawn, place: at });
          if (bytes.length === 0) return;
          const start = Math.floor(one * bytes.length);
          const end = start + 1 + Math.floor(other * (bytes.length - start));
          const args = { ...asked(at, reference, file), start, end };
          await context.expect("object.range", args, { ok: { content: bytes.subarray(start, end) } });
        },
        { cost: 4 },
      ),
  },
  {
    name: "range-damaged",
    title: "A range is refused exactly if one of its chunks was changed",
    requirements: ["range-chunk-steps", "range-checks-first", "release-passed-only"],
    operations: ["object.range"],
    features: ["ranges"],
    why: "What is not read cannot be checked, and what is read must be.",
    run: (context) =>
      property(
        context,
        [object(), part(), part(), part(), fc.nat(7)],
        async (drawn, one, other, where, bit) => {
          const at: ObjectPlace = { ...drawn.place, type: 2 };
          const { bytes, reference, file } = made({ ...drawn, place: at });
          if (bytes.length === 0) return;
          const start = Math.floor(one * bytes.length);
          const end = start + 1 + Math.floor(other * (bytes.length - start));
          const place = CHUNKS_AT + Math.floor(where * (file.length - CHUNKS_AT));
          file[place]! ^= 1 << bit;
          const chunk = Math.floor((place - CHUNKS_AT) / SEALED_CHUNK);
          const isRead = chunk >= Math.floor((8 + start) / CHUNK) && chunk <= Math.floor((8 + end - 1) / CHUNK);
          const expectation = isRead
            ? { reject: { codes: ["object.auth"] } }
            : { ok: { content: bytes.subarray(start, end) } };
          await context.expect("object.range", { ...asked(at, reference, file), start, end }, expectation);
        },
        { cost: 4 },
      ),
  },
  {
    name: "damaged",
    title: "A flipped bit anywhere in an object is noticed where it stands",
    requirements: [
      "object-tag",
      "object-commitment",
      "release-passed-only",
      "release-segment",
      "prefix-magic",
      "prefix-version",
      "prefix-kind",
    ],
    operations: ["object.read"],
    why: "Nothing of a chunk that was changed may come out, and of a segment nothing at all.",
    run: (context) =>
      property(
        context,
        [object(), part(), fc.boolean(), fc.nat(7)],
        async (drawn, where, nearStart, bit) => {
          const { bytes, reference, file } = made(drawn);
          const at = Math.floor(where * (nearStart ? CHUNKS_AT + 1 : file.length));
          file[at]! ^= 1 << bit;
          const chunk = Math.max(0, Math.floor((at - CHUNKS_AT) / SEALED_CHUNK));
          const mayRelease = before(drawn.place.type, bytes, chunk);
          const code =
            at < 8
              ? "object.malformed"
              : at === 8
                ? "input.unsupported-version"
                : at === 9
                  ? "object.wrong-kind"
                  : "object.auth";
          const reject = { codes: [code], mayRelease };
          await context.expect("object.read", asked(drawn.place, reference, file), { reject });
        },
        { cost: 4 },
      ),
  },
  {
    name: "size",
    title: "An object of another size than its reference implies is not read",
    requirements: ["object-missing", "object-truncated", "object-oversize"],
    operations: ["object.read"],
    why: "The size alone tells, before a byte is read.",
    run: (context) =>
      property(
        context,
        [
          object(40_000),
          fc.oneof(
            fc.record({ cut: part() }),
            fc.record({ longer: fc.integer({ min: 1, max: 20_000 }) }),
            fc.record({ length: fc.integer({ min: -600, max: 600 }) }),
            fc.constant({}),
          ),
        ],
        async (drawn, change: { cut?: number; longer?: number; length?: number }) => {
          const { bytes, reference, file } = made(drawn);
          const { cut, longer, length } = change;
          const mayRelease = new Uint8Array();
          let given: Uint8Array | undefined;
          let code = "object.missing";
          if (cut !== undefined) [given, code] = [file.subarray(0, Math.floor(cut * file.length)), "object.truncated"];
          if (longer !== undefined) [given, code] = [join(file, new Uint8Array(longer)), "object.size"];
          if (length !== undefined) {
            const said = Math.max(0, bytes.length + length);
            if (said === bytes.length) return;
            given = file;
            reference.length = said;
            // The padded size may be the same; then the length field differs.
            code = paddedSize(said) > paddedSize(bytes.length) ? "object.truncated" : "object.size";
          }
          const args = asked(drawn.place, reference, given);
          await context.expect("object.read", args, { reject: { codes: [code], mayRelease } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "digest",
    title: "An object that is sealed well and holds something else is refused, at the latest by its digest",
    requirements: ["object-digest", "object-length-field", "object-padding", "release-segment", "release-report"],
    operations: ["object.read"],
    why: "Whoever has the key of an object can seal other content of the same length under its name.",
    run: (context) =>
      property(
        context,
        [
          object(40_000),
          fc.constantFrom("content", "length field", "padding"),
          part(),
          fc.integer({ min: 1, max: 255 }),
        ],
        async (drawn, what, where, bits) => {
          const bytes = bytesOfPattern(drawn.content);
          const reference = referenceTo(drawn.place, bytes);
          const padded = pad(bytes);
          const zeros = padded.length - 8 - bytes.length;
          if (what === "content") {
            if (bytes.length === 0) return;
            padded[8 + Math.floor(where * bytes.length)]! ^= bits;
          } else if (what === "length field") padded.set(u64(bytes.length ^ bits));
          else if (zeros === 0) return;
          else padded[8 + bytes.length + Math.floor(where * zeros)]! = bits;
          const file = objectFile(drawn.place, reference, drawn.salt, padded);
          const code = { content: "object.digest", "length field": "object.size", padding: "object.padding" }[what];
          const released = what === "length field" ? new Uint8Array() : padded.subarray(8, 8 + bytes.length);
          const mayRelease = drawn.place.type === 1 ? new Uint8Array() : released;
          const reject = { codes: [code], mayRelease };
          await context.expect("object.read", asked(drawn.place, reference, file), { reject });
        },
        { cost: 3 },
      ),
  },
  {
    name: "bound",
    title: "An object under another id, key, type or vault does not open",
    requirements: ["object-commitment"],
    operations: ["object.read"],
    why: "Stored objects can be exchanged by whoever has the store.",
    run: (context) =>
      property(
        context,
        [object(20_000), fc.constantFrom("id", "key", "type", "vault")],
        async (drawn, what) => {
          const { reference, file } = made(drawn);
          const at = {
            ...drawn.place,
            ...(what === "vault" ? { vaultId: flip(drawn.place.vaultId) } : {}),
            ...(what === "type" ? { type: drawn.place.type === 1 ? (2 as const) : (1 as const) } : {}),
          };
          const other = what === "id" || what === "key" ? { ...reference, [what]: flip(reference[what]) } : reference;
          const reject = { codes: ["object.auth"], mayRelease: new Uint8Array() };
          await context.expect("object.read", asked(at, other, file), { reject });
        },
        { cost: 2 },
      ),
  },
  {
    name: "sealed-by-testee",
    title: "What the testee seals, the specification's own opening gives back",
    requirements: ["object-id", "reference-carried", "object-digest"],
    operations: ["object.seal", "object.read"],
    features: ["seed"],
    why: "Written here, read there, and read here again after somebody sealed it anew with another salt.",
    run: (context) =>
      property(
        context,
        [object(40_000), key()],
        async (drawn, seed) => {
          const { place: at } = drawn;
          const content = bytesOfPattern(drawn.content);
          const ok = await succeed(context, "object.seal", { ...at, content, seed });
          const reference = ok.reference as unknown as Reference;
          mustEqual("the digest in the reference", reference.digest, digest(content));
          const file = bytesOf(ok, "file");
          const read = await byReference("an object", () =>
            readObject(nodeProvider, at.vaultId, at.type, reference, bytesSource(file)),
          );
          mustEqual("what the reference reads", read, content);
          const resealed = objectFile(at, reference, drawn.salt, pad(content));
          await context.expect("object.read", asked(at, reference, resealed), { ok: { content } });
        },
        { cost: 5 },
      ),
  },
];

function flip(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice();
  other[other.length - 1]! ^= 128;
  return other;
}

/** Chapter 6. */
export const objects = casesOf("06-objects.md", properties);
