import fc from "fast-check";
import { LABELS } from "../../../reference/core/derive.js";
import { type CaseContext, Mismatch } from "../case.js";
import { bytesOf, must, mustEqual, numberOf, succeed } from "./answers.js";
import { casesOf, type Property } from "./chapter.js";
import {
  bytesOfPattern,
  content,
  cutsOf,
  exactly,
  key,
  length,
  type Pattern,
  part,
  parts,
  someBytes,
} from "./drawn.js";
import * as oracle from "./oracle.js";
import { property } from "./property.js";

/** Chunks in which a message of this length is sealed. */
const chunksOf = (plaintext: number) => Math.floor(plaintext / oracle.CHUNK) + 1;

/** `cuts`, where the testee takes them. */
const cutsFor = (context: CaseContext, places: readonly number[], total: number) =>
  context.has("pieces") ? { cuts: cutsOf(places, total) } : {};

/** A sealed message: what it is sealed with, and what it says. */
const message = (most: number) =>
  fc.record({
    key: key(),
    context: someBytes(100).map((fields) => oracle.contextOf("object", fields)),
    salt: exactly(24),
    content: content(most),
  });
type Message = { key: Uint8Array; context: Uint8Array; salt: Uint8Array; content: Pattern };
const sealedOf = (given: Message) => oracle.seal(given.key, given.context, given.salt, bytesOfPattern(given.content));

const properties: readonly Property[] = [
  {
    name: "mac",
    title: "MAC is HMAC-SHA-512 cut to 32 bytes, for keys and data of any length",
    requirements: ["header-mac", "object-id"],
    operations: ["mac"],
    why: "Names and keys of objects and the authenticity of headers hang on it.",
    run: (context) =>
      property(context, [someBytes(200), someBytes(300)], async (secret, data) => {
        await context.expect("mac", { key: secret, data }, { ok: { mac: oracle.mac(secret, data) } });
      }),
  },
  {
    name: "derive",
    title: "Each label derives by HKDF-SHA-512, with its context bound",
    requirements: ["header-mac", "snapshot-auth", "mark-auth", "object-id"],
    operations: ["derive"],
    why: "Every key of an epoch is derived this way.",
    run: (context) =>
      property(
        context,
        [
          someBytes(64, 1),
          someBytes(40),
          fc.constantFrom(...Object.values(LABELS)),
          someBytes(40),
          fc.oneof(fc.constant(32), fc.integer({ min: 1, max: 200 })),
        ],
        async (ikm, salt, label, bound, size) => {
          const expected = oracle.derive(ikm, salt, label, bound, size);
          const args = { ikm, salt, label, context: bound, length: size };
          await context.expect("derive", args, { ok: { key: expected } });
        },
      ),
  },
  {
    name: "named-random",
    title: "A named random value depends on its seed and name alone",
    requirements: ["random-named-tests-only"],
    operations: ["named-random"],
    features: ["seed"],
    why: "Only so do two programs write the same bytes in a test.",
    run: (context) =>
      property(
        context,
        [key(), fc.string({ minLength: 1, maxLength: 90, unit: "grapheme-ascii" }), fc.constantFrom(16, 24, 32, 80)],
        async (seed, name, size) => {
          const expected = oracle.namedRandom(seed, name, size);
          await context.expect("named-random", { seed, name, length: size }, { ok: { bytes: expected } });
        },
      ),
  },
  {
    name: "digest",
    title: "The digest hashes pieces of 1 MiB, however the content comes in",
    requirements: ["object-digest", "restore-digest"],
    operations: ["digest"],
    why: "Two programs that cut a stream in other places must agree on what it is.",
    run: (context) =>
      property(
        context,
        [content(2_200_000), parts()],
        async (pattern, places) => {
          const bytes = bytesOfPattern(pattern);
          const args = { content: bytes, ...cutsFor(context, places, bytes.length) };
          await context.expect("digest", args, { ok: { digest: oracle.digest(bytes) } });
        },
        { cost: 8 },
      ),
  },
  {
    name: "padme",
    title: "Padmé rounds up by less than an eighth, and once only",
    requirements: ["pad-exact"],
    operations: ["padme"],
    why: "The rounding hides the length; computed in 32 bits or in floating point it goes wrong for large files.",
    run: (context) =>
      property(context, [length().map((n) => Math.max(8, n))], async (n) => {
        const padded = numberOf(await succeed(context, "padme", { length: n }), "padded");
        must(padded >= n, `${padded} is below ${n}`);
        must((padded - n) * (n < 4096 ? 8 : 16) < n, `${padded} is too much for ${n}`);
        mustEqual(`the padded length of ${n}`, padded, oracle.padme(n));
        await context.expect("padme", { length: padded }, { ok: { padded } });
      }),
  },
  {
    name: "stored-size",
    title: "The stored size follows from the length of the content alone",
    requirements: ["pad-exact", "object-truncated", "object-oversize"],
    operations: ["stored-size"],
    why: "A reader decides by it whether an object is whole before it reads a byte.",
    run: (context) =>
      property(context, [length()], async (n) => {
        const expected = { paddedSize: oracle.paddedSize(n), storedSize: oracle.storedSize(n) };
        await context.expect("stored-size", { length: n }, { ok: expected });
      }),
  },
  {
    name: "padding-round-trip",
    title: "Content of any length is padded exactly, and comes back",
    requirements: ["pad-exact"],
    operations: ["pad", "unpad"],
    why: "A byte more or less gives another object.",
    run: (context) =>
      property(
        context,
        [content(70_000)],
        async (pattern) => {
          const bytes = bytesOfPattern(pattern);
          const padded = oracle.pad(bytes);
          await context.expect("pad", { content: bytes }, { ok: { padded } });
          await context.expect("unpad", { padded }, { ok: { content: bytes } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "padding-damaged",
    title: "A padding that is changed in length field, size or zeros is refused",
    requirements: ["pad-exact", "object-padding"],
    operations: ["unpad"],
    why: "Bytes that nobody checks are a place to hide something, or a sign of another writer.",
    run: (context) =>
      property(
        context,
        [
          content(9000),
          fc.oneof(
            fc.record({ change: fc.constant("length" as const), by: fc.integer({ min: 1, max: 255 }), at: fc.nat(6) }),
            fc.record({ change: fc.constant("zeros" as const), by: fc.integer({ min: 1, max: 255 }), where: part() }),
            fc.record({ change: fc.constant("cut" as const), where: part() }),
            fc.record({ change: fc.constant("longer" as const), by: fc.integer({ min: 1, max: 300 }) }),
          ),
        ],
        async (pattern, damage) => {
          const bytes = bytesOfPattern(pattern);
          let padded = oracle.pad(bytes);
          if (damage.change === "length") {
            // Not the two lowest bytes: small changes there can be another length of the same padded size.
            padded[damage.at % 6]! ^= damage.by;
          } else if (damage.change === "zeros") {
            const zeros = padded.length - 8 - bytes.length;
            if (zeros === 0) return;
            padded[8 + bytes.length + Math.floor(damage.where * zeros)]! = damage.by;
          } else if (damage.change === "cut") padded = padded.subarray(0, Math.floor(damage.where * padded.length));
          else padded = oracle.join(padded, new Uint8Array(damage.by));
          await context.expect("unpad", { padded }, { reject: { codes: ["object.padding"] } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "sealed-size",
    title: "The sealed size of any length has a short last chunk",
    requirements: ["seal-possible-size"],
    operations: ["sealed.size"],
    why: "Without a short last chunk a message that is cut at a chunk would pass for whole.",
    run: (context) =>
      property(context, [length()], async (n) => {
        const size = numberOf(await succeed(context, "sealed.size", { length: n }), "size");
        mustEqual(`the sealed size of ${n}`, size, oracle.sealedSize(n));
        must(oracle.isPossibleSize(size), `${size} is no possible sealed size`);
      }),
  },
  {
    name: "seal",
    title: "A message seals to the same bytes everywhere, however it comes in",
    requirements: ["seal-possible-size", "seal-random-salt"],
    operations: ["sealed.seal"],
    why: "Key, context and salt determine the bytes; the cuts of a stream must not.",
    run: (context) =>
      property(
        context,
        [message(66_000), parts()],
        async (given, places) => {
          const plaintext = bytesOfPattern(given.content);
          const { key, context: bound, salt } = given;
          const args = { key, context: bound, salt, plaintext, ...cutsFor(context, places, plaintext.length) };
          await context.expect("sealed.seal", args, { ok: { ciphertext: sealedOf(given) } });
        },
        { cost: 3 },
      ),
  },
  {
    name: "open",
    title: "A sealed message opens, however it comes in",
    requirements: ["seal-commitment-first", "seal-tag-before-use"],
    operations: ["sealed.open"],
    why: "What one program seals another opens.",
    run: (context) =>
      property(
        context,
        [message(66_000), parts()],
        async (given, places) => {
          const ciphertext = sealedOf(given);
          const { key, context: bound } = given;
          const args = { key, context: bound, ciphertext, ...cutsFor(context, places, ciphertext.length) };
          await context.expect("sealed.open", args, { ok: { plaintext: bytesOfPattern(given.content) } });
        },
        { cost: 3 },
      ),
  },
  {
    name: "open-range",
    title: "A range of a sealed message is that part of the plaintext",
    requirements: ["range-chunk-steps"],
    operations: ["sealed.open"],
    features: ["ranges"],
    why: "A video is looked at from the middle.",
    run: (context) =>
      property(
        context,
        [message(66_000), part(), part()],
        async (given, one, other) => {
          const plaintext = bytesOfPattern(given.content);
          const [a, b] = [one, other].map((place) => Math.floor(place * (plaintext.length + 1)));
          const [start, end] = [Math.min(a!, b!), Math.max(a!, b!)];
          const args = { key: given.key, context: given.context, ciphertext: sealedOf(given), range: { start, end } };
          await context.expect("sealed.open", args, { ok: { plaintext: plaintext.subarray(start, end) } });
        },
        { cost: 3 },
      ),
  },
  {
    name: "open-bound",
    title: "A sealed message does not open with another key, context or salt",
    requirements: ["seal-commitment-first"],
    operations: ["sealed.open"],
    why: "The commitment binds all three before a byte is decrypted.",
    run: (context) =>
      property(
        context,
        [message(20_000), fc.constantFrom("key", "context", "salt", "shorter context"), part(), fc.nat(7)],
        async (given, what, where, bit) => {
          const ciphertext = sealedOf(given);
          const flipped = (bytes: Uint8Array) => {
            const copy = bytes.slice();
            copy[Math.floor(where * copy.length)]! ^= 1 << bit;
            return copy;
          };
          const args = {
            key: what === "key" ? flipped(given.key) : given.key,
            context: what === "context" ? flipped(given.context) : given.context,
            ciphertext,
          };
          if (what === "shorter context") args.context = given.context.subarray(0, -1);
          if (what === "salt") ciphertext.set(flipped(given.salt));
          const reject = { codes: ["object.auth"], details: { reason: "commitment" }, mayRelease: new Uint8Array() };
          await context.expect("sealed.open", args, { reject });
        },
        { cost: 2 },
      ),
  },
  {
    name: "open-damaged",
    title: "A flipped bit in a chunk stops the opening, and nothing of that chunk or after it comes out",
    requirements: ["seal-tag-before-use", "release-passed-only"],
    operations: ["sealed.open"],
    why: "What was not authenticated must not be used, not even for a moment.",
    run: (context) =>
      property(
        context,
        [message(66_000), part(), fc.nat(7), parts()],
        async (given, where, bit, places) => {
          const plaintext = bytesOfPattern(given.content);
          const ciphertext = sealedOf(given);
          const at = 24 + Math.floor(where * (ciphertext.length - 24));
          ciphertext[at]! ^= 1 << bit;
          const isCommitment = at < 56;
          const passed = isCommitment ? 0 : Math.floor((at - 56) / oracle.SEALED_CHUNK) * oracle.CHUNK;
          const args = {
            key: given.key,
            context: given.context,
            ciphertext,
            ...cutsFor(context, places, ciphertext.length),
          };
          const reason = isCommitment ? "commitment" : "tag";
          const mayRelease = plaintext.subarray(0, passed);
          await context.expect("sealed.open", args, {
            reject: { codes: ["object.auth"], details: { reason }, mayRelease },
          });
        },
        { cost: 3 },
      ),
  },
  {
    name: "open-cut",
    title: "A sealed message that ends early, or goes on, does not open",
    requirements: ["seal-possible-size", "seal-tag-before-use"],
    operations: ["sealed.open"],
    why: "A stream that is cut at a chunk looks whole to a reader that does not ask for the short last chunk.",
    run: (context) =>
      property(
        context,
        [
          message(50_000),
          fc.oneof(
            fc.record({ chunks: fc.nat(3), off: fc.integer({ min: -1, max: 17 }) }),
            fc.record({ where: part() }),
            fc.record({ longer: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(16_384, 16_400)) }),
          ),
        ],
        async (given, cut) => {
          const whole = sealedOf(given);
          let ciphertext: Uint8Array;
          if ("longer" in cut) ciphertext = oracle.join(whole, new Uint8Array(cut.longer));
          else if ("where" in cut) ciphertext = whole.subarray(0, Math.floor(cut.where * whole.length));
          else ciphertext = whole.subarray(0, 56 + (cut.chunks % chunksOf(given.content.length)) * 16_400 + cut.off);
          if (ciphertext.length === whole.length) return;
          const args = { key: given.key, context: given.context, ciphertext };
          const isPossible = oracle.isPossibleSize(ciphertext.length);
          await context.expect("sealed.open", args, {
            reject: {
              codes: [isPossible ? "object.auth" : "object.truncated"],
              details: { reason: isPossible ? "tag" : "size" },
              mayRelease: bytesOfPattern(given.content),
            },
          });
        },
        { cost: 2 },
      ),
  },
  {
    name: "prefix",
    title: "Any ten bytes are a file of Keepsake, of another version, or none",
    requirements: ["prefix-unknown-file", "prefix-version"],
    operations: ["prefix.identify"],
    why: "A program says what a file is before it knows what it should be.",
    run: (context) =>
      property(
        context,
        [
          fc.constantFrom(...Object.values(oracle.KIND)),
          fc.oneof(
            fc.constant({}),
            fc.record({ cut: fc.nat(9) }),
            fc.record({ version: fc.integer({ min: 0, max: 255 }).filter((n) => n !== 1) }),
            fc.record({ at: fc.nat(7), bits: fc.integer({ min: 1, max: 255 }) }),
          ),
          someBytes(20),
        ],
        async (kind, damage: { cut?: number; version?: number; at?: number; bits?: number }, rest) => {
          let file = oracle.join(oracle.filePrefix(kind), rest);
          if (damage.version !== undefined) file[8] = damage.version;
          if (damage.at !== undefined) file[damage.at]! ^= damage.bits!;
          if (damage.cut !== undefined) file = file.subarray(0, damage.cut);
          const isWhole = Object.keys(damage).length === 0;
          const code = damage.version === undefined ? "input.malformed" : "input.unsupported-version";
          await context.expect("prefix.identify", { file }, isWhole ? { ok: { kind } } : { reject: { codes: [code] } });
        },
      ),
  },
  {
    name: "seal-salts",
    title: "Two messages under one key share no bytes where their salts differ",
    requirements: ["seal-random-salt"],
    operations: ["sealed.seal"],
    why: "The salt gives each message a key of its own; a program that ignores it repeats nonces.",
    run: (context) =>
      property(context, [message(300), exactly(24)], async (given, salt) => {
        if (Buffer.compare(given.salt, salt) === 0) return;
        const plaintext = bytesOfPattern(given.content);
        const seal = async (used: Uint8Array) => {
          const args = { key: given.key, context: given.context, salt: used, plaintext };
          return bytesOf(await succeed(context, "sealed.seal", args), "ciphertext");
        };
        const [one, other] = [await seal(given.salt), await seal(salt)];
        mustEqual("the salt at the beginning", other.subarray(0, 24), salt);
        const isShared = Buffer.compare(one.subarray(24, 56), other.subarray(24, 56)) === 0;
        if (isShared) throw new Mismatch("two salts give one commitment");
      }),
  },
];

/** Chapter 2. */
export const notation = casesOf("02-notation.md", properties);
