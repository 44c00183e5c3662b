import { createHash, createHmac } from "node:crypto";
import { decodeState, encodeState } from "../../../../reference/core/device-state.js";
import { decodeSlotInfo, encodeSlotInfo } from "../../../../reference/core/proto/codec.js";
import type { Value, Values } from "../../case.js";
import { answerOf } from "../../oracle.js";
import { ascii, join, namedRandom } from "../oracle.js";
import { recoveryKeyOf } from "../recovery-digits.js";
import { accepts, type Faulty, flipped, hears, orElse, refuses, refusesWith, says } from "./sabotage.js";

const bytes = (args: Values, name: string) => args[name] as Uint8Array;
const list = (args: Values, name: string) => args[name] as readonly Value[];
const number = (args: Values, name: string) => args[name] as number;
const entries = (args: Values, name: string) => list(args, name) as readonly Values[];
const zeros = (length: number) => new Uint8Array(length);
const code = (value: string) => ({ code: value });
const slotOf = (slot: Value) => slot as Values & { info: Uint8Array; sealedRootKey: Uint8Array };

/** The credential id of a slot, if it is one of a passkey. */
const credentialOf = (slot: Value | undefined) =>
  slot === undefined ? undefined : decodeSlotInfo(slotOf(slot).info).passkey?.credentialId;

/** A log without or with other entries. */
const log = (operation: string, change: (log: readonly Values[]) => readonly Values[]): Faulty =>
  says(operation, (ok) => ({ log: change(entries(ok, "log")) as Value }));

/** The first object that stands in the files of a request. */
const anObject = (args: Values) => Object.keys(args.files as Values).find((name) => name.startsWith("objects/"));

/** For each property faults that it has to notice. */
export const FAULTS: Readonly<Record<string, readonly Faulty[]>> = {
  // Chapter 2
  "property/notation/mac": [
    says("mac", (ok) => ({ mac: flipped(ok.mac) })),
    hears("mac", (args) => ({ key: bytes(args, "key").subarray(0, 128) })),
  ],
  "property/notation/derive": [
    hears("derive", () => ({ context: zeros(0) })),
    hears("derive", (args) => ({ label: args.label === "mark" ? "snapshot" : args.label })),
  ],
  "property/notation/named-random": [says("named-random", (ok) => ({ bytes: flipped(ok.bytes, 0) }))],
  "property/notation/digest": [
    says("digest", (ok, args) => (bytes(args, "content").length > 1_048_576 ? { digest: flipped(ok.digest) } : {})),
    says("digest", (ok, args) => (bytes(args, "content").length === 0 ? { digest: flipped(ok.digest) } : {})),
    says("digest", (ok, args) => (list(args, "cuts").length > 2 ? { digest: flipped(ok.digest) } : {})),
  ],
  "property/notation/padme": [
    says("padme", (ok, args) => (number(args, "length") > 2 ** 31 ? { padded: number(ok, "padded") % 2 ** 32 } : {})),
    says("padme", (_, args) => ({ padded: 2 ** Math.ceil(Math.log2(number(args, "length"))) })),
  ],
  "property/notation/stored-size": [
    says("stored-size", (ok, args) =>
      number(args, "length") % 16_384 === 16_376 ? { storedSize: number(ok, "storedSize") - 16 } : {},
    ),
    says("stored-size", (ok, args) =>
      number(args, "length") < 4000 ? { paddedSize: number(ok, "paddedSize") / 2 } : {},
    ),
  ],
  "property/notation/padding-round-trip": [
    says("unpad", (ok) => ({ content: bytes(ok, "content").subarray(0, -1) })),
    says("pad", (ok) => ({ padded: flipped(ok.padded) })),
  ],
  "property/notation/padding-damaged": [
    accepts("unpad", (args) => ({ content: bytes(args, "padded").subarray(8) })),
    accepts("unpad", (args) => (bytes(args, "padded").length % 256 === 0 ? { content: zeros(0) } : undefined)),
  ],
  "property/notation/sealed-size": [
    says("sealed.size", (ok, args) => (number(args, "length") % 16_384 === 0 ? { size: number(ok, "size") - 16 } : {})),
    says("sealed.size", (ok) => ({ size: number(ok, "size") % 2 ** 32 })),
  ],
  "property/notation/seal": [
    says("sealed.seal", (ok, args) => (list(args, "cuts").length > 3 ? { ciphertext: flipped(ok.ciphertext) } : {})),
    says("sealed.seal", (ok, args) =>
      bytes(args, "plaintext").length % 16_384 === 0 ? { ciphertext: bytes(ok, "ciphertext").subarray(0, -16) } : {},
    ),
  ],
  "property/notation/open": [
    says("sealed.open", (ok, args) =>
      list(args, "cuts").length > 3 ? { plaintext: bytes(ok, "plaintext").subarray(0, -1) } : {},
    ),
    refuses("sealed.open", "object.auth", (args) => bytes(args, "ciphertext").length > 16_500),
  ],
  "property/notation/open-range": [
    hears("sealed.open", ({ range, ciphertext }) => {
      const { start, end } = range as { start: number; end: number };
      return { range: { start: Math.max(0, start - 1), end: end === 0 ? 0 : end - 1 }, ciphertext };
    }),
  ],
  "property/notation/open-bound": [
    accepts("sealed.open", () => ({ plaintext: zeros(0) })),
    refusesWith("sealed.open", () => ({ reason: "tag" })),
    refusesWith("sealed.open", () => ({ released: { length: 1, sha256: "" } })),
  ],
  "property/notation/open-damaged": [
    accepts("sealed.open", () => ({ plaintext: zeros(0) })),
    refusesWith("sealed.open", (_, args) => ({
      released: { length: bytes(args, "ciphertext").length - 72, sha256: "" },
    })),
  ],
  "property/notation/open-cut": [
    // Takes a full last chunk for the end.
    accepts("sealed.open", (args) =>
      (bytes(args, "ciphertext").length - 56) % 16_400 === 0 ? { plaintext: zeros(0) } : undefined,
    ),
    refusesWith("sealed.open", () => code("object.auth")),
  ],
  "property/notation/prefix": [
    accepts("prefix.identify", (_, reject) => (reject.code === "input.unsupported-version" ? { kind: 1 } : undefined)),
    accepts("prefix.identify", () => ({ kind: 1 })),
    says("prefix.identify", (ok) => ({ kind: number(ok, "kind") === 5 ? 4 : ok.kind })),
  ],
  "property/notation/seal-salts": [hears("sealed.seal", () => ({ salt: zeros(24) }))],

  // Chapter 3
  "property/recovery-key/generate": [
    says("recovery-key.generate", (_, args) => {
      const block = namedRandom(bytes(args, "seed"), "recovery-key/0", 80);
      return { digits: recoveryKeyOf(Array.from(block.subarray(0, 56), (byte) => byte % 10).join("")) };
    }),
  ],
  "property/recovery-key/check-digit": [hears("recovery-key.check-digit", () => ({ row: 1 }))],
  "property/recovery-key/format": [
    says("recovery-key.format", (ok) => ({ rows: (ok.rows as string[]).map((row) => row.replace(" ", "")) })),
  ],
  "property/recovery-key/parse": [
    // biome-ignore lint/suspicious/noControlCharactersInRegex: any ASCII
    refuses("recovery-key.parse", "key.recovery-malformed", ({ text }) => /[^\x00-\x7f]/.test(text as string)),
    refuses("recovery-key.parse", "key.recovery-malformed", ({ text }) => (text as string).includes("\ufeff")),
    refuses("recovery-key.parse", "key.recovery-malformed", ({ text }) => (text as string).includes("\u{1d7d8}")),
  ],
  "property/recovery-key/parse-mistakes": [
    accepts("recovery-key.parse", (args) => ({ digits: args.text! })),
    refusesWith("recovery-key.parse", ({ rows }) => ({ rows: (rows as number[]).slice(0, 1) })),
    refusesWith("recovery-key.parse", ({ rows }) => ({ rows: (rows as number[]).map((row) => row - 1) })),
  ],
  "property/recovery-key/parse-count": [
    refusesWith("recovery-key.parse", () => code("key.recovery-check-digit")),
    refusesWith("recovery-key.parse", () => ({ digits: 64 })),
    accepts("recovery-key.parse", (args) =>
      (args.text as string).length > 64 ? { digits: (args.text as string).slice(0, 64) } : undefined,
    ),
  ],
  "property/recovery-key/parse-other": [
    hears("recovery-key.parse", ({ text }) => ({ text: (text as string).replace(/[^\p{Nd}]/gu, "") })),
    refusesWith("recovery-key.parse", ({ row }) => ({ row: (row as number) + 1 })),
    hears("recovery-key.parse", ({ text }) => ({ text: (text as string).replace(".", "") })),
  ],
  "property/recovery-key/parse-limit": [
    accepts("recovery-key.parse", ({ text }) =>
      (text as string).length <= 4096 ? { digits: (text as string).slice(0, 64) } : undefined,
    ),
    refuses("recovery-key.parse", "input.limit-exceeded", ({ text }) => Buffer.byteLength(text as string) >= 4096),
  ],
  "property/recovery-key/complete": [
    says("recovery-key.complete", ({ candidates }) => ({ candidates: (candidates as number) * 10 })),
    accepts("recovery-key.complete", (_, reject) =>
      reject.code === "key.recovery-malformed" ? { candidates: 1 } : undefined,
    ),
    accepts("recovery-key.complete", (_, reject) =>
      reject.code === "key.recovery-check-digit" ? { candidates: 1 } : undefined,
    ),
    says("recovery-key.complete", ({ digits }) => ({ digits: digits === undefined ? undefined : "0".repeat(64) })),
  ],

  // Chapter 4
  "property/passkey/prf-input": [says("passkey.prf-input", (ok) => ({ input: bytes(ok, "input").subarray(1) }))],
  "property/passkey/prf": [
    says("passkey.prf", (_ok, args) => ({ output: createHash("sha256").update(bytes(args, "input")).digest() })),
  ],
  "property/passkey/result-forms": [
    refuses("passkey.result", "key.prf-missing", ({ result }) => (result as Values).form === "list"),
    says("passkey.result", (ok, { result }) =>
      (result as Values).form === "view" ? { output: flipped(ok.output, 0) } : {},
    ),
  ],
  "property/passkey/result-none": [
    accepts("passkey.result", ({ result }) => ((result as Values).form === "none" ? { output: zeros(32) } : undefined)),
    accepts("passkey.result", ({ result }) => ({
      output: Uint8Array.from(((result as Values).values as number[] | undefined) ?? []),
    })),
    accepts("passkey.result", ({ result }) =>
      ((result as Values).values as number[] | undefined)?.length === 32 ? { output: zeros(32) } : undefined,
    ),
  ],
  "property/passkey/authenticator-opens": [
    hears("slot.unwrap", ({ prfSalt }) => (prfSalt === undefined ? {} : { prfSalt: zeros(32) })),
    hears("slot.unwrap", (args) => ({ slots: list(args, "slots").slice(1) })),
  ],
  "property/passkey/other-outputs": [
    accepts("slot.unwrap", () => ({ rootKey: zeros(32) })),
    // Helps itself with what an authenticator gives for an input that nobody hashed.
    orElse("slot.unwrap", (args) => {
      const { kind, credentialId, credRandom } = args.secret as Values;
      if (kind !== "cred-random") return args;
      const input = join(ascii("keepsake/v1/prf\0"), bytes(args, "prfSalt"));
      const prf = createHmac("sha256", credRandom as Uint8Array)
        .update(input)
        .digest();
      return { ...args, secret: { kind: "passkey", credentialId, prf } };
    }),
  ],
  "property/passkey/swapped": [
    ...[0, 1, 2].map((n) =>
      orElse("slot.unwrap", (args) => {
        const credentialId = credentialOf(list(args, "slots")[n]);
        return credentialId === undefined ? args : { ...args, secret: { ...(args.secret as Values), credentialId } };
      }),
    ),
    says("slot.unwrap", (_, args) => ({ slotId: bytes(slotOf(list(args, "slots")[0]!), "info").slice(2, 18) })),
  ],
  "property/passkey/one-credential": [hears("slot.unwrap", (args) => ({ slots: list(args, "slots").slice(0, 1) }))],
  "property/passkey/own-rp-id": [
    hears("slot.unwrap", (args) => {
      const { rpId } = decodeSlotInfo(slotOf(list(args, "slots")[0]!).info).passkey ?? {};
      return { secret: { ...(args.secret as Values), rpId } };
    }),
  ],
  "property/passkey/output-sizes": [
    accepts("slot.wrap", () => ({ sealedRootKey: zeros(104) })),
    refusesWith("slot.unwrap", () => code("key.no-matching-slot")),
    accepts("slot.unwrap", (args) => {
      const { prf } = args.secret as { prf: Uint8Array };
      return prf.length === 64 ? { rootKey: zeros(32) } : undefined;
    }),
  ],

  // Chapter 5
  "property/header/slot-info": [
    says("slot.info", (ok) => ({ info: join(bytes(ok, "info"), Uint8Array.of(0xf8, 7, 0)) })),
    hears("slot.info", ({ passkey }) =>
      passkey === undefined ? {} : { passkey: { ...(passkey as Values), transports: [] } },
    ),
  ],
  "property/header/slot-wrap": [
    hears("slot.wrap", () => ({ epoch: 1 })),
    hears("slot.wrap", () => ({ sealSalt: zeros(24) })),
    hears("slot.wrap", ({ prfSalt }) => (prfSalt === undefined ? {} : { prfSalt: zeros(32) })),
  ],
  "property/header/slot-unwrap": [
    hears("slot.unwrap", (args) => ({ slots: list(args, "slots").slice(0, 1) })),
    says("slot.unwrap", (_, args) => ({ slotId: bytes(slotOf(list(args, "slots")[0]!), "info").slice(2, 18) })),
    // Stops at a slot of a kind that it does not know.
    refuses("slot.unwrap", "key.no-matching-slot", (args) =>
      list(args, "slots").some((slot) => slotOf(slot).sealedRootKey.length !== 104),
    ),
  ],
  "property/header/slot-unwrap-none": [accepts("slot.unwrap", () => ({ rootKey: zeros(32) }))],
  "property/header/slot-unwrap-damaged": [
    refusesWith("slot.unwrap", () => code("key.no-matching-slot")),
    refusesWith("slot.unwrap", () => code("header.auth")),
    accepts("slot.unwrap", () => ({ rootKey: zeros(32) })),
  ],
  "property/header/slot-forms": [
    hears("slot.unwrap", (args) => ({
      slots: list(args, "slots").map((slot) => ({
        ...slotOf(slot),
        info: encodeSlotInfo(decodeSlotInfo(slotOf(slot).info)),
      })),
    })),
  ],
  "property/header/slot-read-by-reference": [
    says("slot.wrap", (ok) => ({ sealedRootKey: flipped(ok.sealedRootKey) })),
    says("slot.info", (ok) => ({ info: flipped(ok.info, 3) })),
  ],
  "property/header/build": [
    says("header.build", (ok) => ({ file: flipped(ok.file) })),
    hears("header.build", (args) => ({ slots: list(args, "slots").toReversed() })),
    hears("header.build", (args) => ({ details: bytes(args, "details").subarray(0, 18) })),
  ],
  "property/header/read": [
    says("header.parse", (ok) => ({ slots: entries(ok, "slots").filter(({ kind }) => kind !== "unknown") as Value })),
    says("header.open", (ok) => ({ rootKey: flipped(ok.rootKey) })),
    says("header.open", (ok) => ({ details: bytes(ok, "details").subarray(0, 18) })),
  ],
  "property/header/damaged": [
    accepts("header.open", (_, reject) => (reject.code === "header.auth" ? { rootKey: zeros(32) } : undefined)),
    accepts("header.parse"),
    refusesWith("header.parse", () => code("header.malformed")),
  ],
  "property/header/cut": [
    accepts("header.parse"),
    hears("header.parse", (args) => ({ revision: revisionIn(bytes(args, "file")) ?? args.revision! })),
  ],
  "property/header/features": [accepts("header.parse"), refusesWith("header.parse", () => code("header.malformed"))],
  "property/header/bound": [
    accepts("header.open"),
    refusesWith("header.open", () => code("header.auth")),
    refusesWith("header.open", () => code("key.no-matching-slot")),
  ],
  "property/header/choose": [
    says("header.choose", () => ({ readOnly: false })),
    says("header.choose", () => ({ readOnly: true })),
    says("header.choose", () => ({ skipped: [] })),
    says("header.choose", (ok) => ({ skipped: entries(ok, "skipped").filter((_, i) => i > 0) as Value })),
    hears("header.choose", () => ({ asked: undefined })),
    accepts("header.choose", () => ({ revision: 1, readOnly: true, skipped: [] })),
    refusesWith("header.choose", (reject) =>
      reject.code === "input.unsupported-version" ? code("header.malformed") : {},
    ),
  ],
  "property/header/complete": [
    refuses("header.complete", "key.no-matching-slot"),
    says("header.complete", ({ digits }) => ({ digits: (digits as string).replace(/^./, "0") })),
  ],

  // Chapter 6
  "property/objects/seal": [
    says("object.seal", (ok) => ({ file: flipped(ok.file) })),
    says("object.seal", (ok) => ({ name: (ok.name as string).toUpperCase() })),
    hears("object.seal", () => ({ epoch: 1 })),
  ],
  "property/objects/identity": [
    hears("object.seal", () => ({ generation: 0 })),
    hears("object.seal", () => ({ identity: "" })),
    hears("object.seal", () => ({ type: 2 })),
    hears("object.seal", () => ({ vaultId: zeros(16) })),
  ],
  "property/objects/read": [
    says("object.read", (ok) => ({ content: bytes(ok, "content").subarray(0, -1) })),
    says("object.read", (ok, args) => (bytes(args, "file").length > 20_000 ? { content: flipped(ok.content) } : {})),
  ],
  "property/objects/range": [
    hears("object.range", (args) => ({ start: Math.max(0, number(args, "start") - 1), end: number(args, "end") })),
    says("object.range", (ok) => ({ content: flipped(ok.content, 0) })),
  ],
  "property/objects/range-damaged": [
    accepts("object.range", () => ({ content: zeros(1) })),
    refuses("object.range", "object.auth"),
  ],
  "property/objects/damaged": [
    accepts("object.read"),
    refusesWith("object.read", () => code("object.auth")),
    refusesWith("object.read", (_, args) => ({
      released: { length: number(args.reference as Values, "length") + 1, sha256: "" },
    })),
  ],
  "property/objects/size": [
    accepts("object.read"),
    refusesWith("object.read", () => code("object.size")),
    accepts("object.read", (_, reject) => (reject.code === "object.missing" ? { content: zeros(0) } : undefined)),
  ],
  "property/objects/digest": [
    accepts("object.read", (_, reject) => (reject.code === "object.digest" ? { content: zeros(0) } : undefined)),
    accepts("object.read", (_, reject) => (reject.code === "object.padding" ? { content: zeros(0) } : undefined)),
    accepts("object.read", (_, reject) => (reject.code === "object.size" ? { content: zeros(0) } : undefined)),
    refusesWith("object.read", (_, args) => ({
      released: { length: number(args.reference as Values, "length"), sha256: "" },
    })),
  ],
  "property/objects/bound": [accepts("object.read"), refusesWith("object.read", () => code("object.digest"))],
  "property/objects/sealed-by-testee": [
    says("object.seal", (ok) => ({ file: flipped(ok.file) })),
    says("object.seal", (ok) => ({
      reference: { ...(ok.reference as Values), length: number(ok.reference as Values, "length") + 1 },
    })),
    says("object.read", (ok) => ({ content: flipped(ok.content) })),
  ],

  // Chapter 7
  "property/content/frame": [
    says("frame.validate", (ok) => ({ encoded: flipped(ok.encoded) })),
    says("frame.validate", ({ json }) => ({ json: (json as string).replace(/"fileName":"[^"]*",?/, "") })),
    says("frame.validate", ({ json }) => ({ json: (json as string).replace('"KIND_PHOTO"', "1") })),
    says("frame.validate", ({ json }) => ({ json: (json as string).normalize("NFC") })),
    says("frame.validate", ({ orderKey }) => ({ orderKey: { ...(orderKey as Values), rank: 8 } })),
    refuses("frame.validate", "content.malformed", (args) => Buffer.from(bytes(args, "frame")).includes(0xf4)),
  ],
  "property/content/frame-forms": [
    says("frame.validate", () => ({ unknownFields: 0 })),
    says("frame.validate", (_ok, args) => ({ encoded: bytes(args, "frame") })),
    says("frame.validate", ({ json }) => ({ json: (json as string).replace(/,"unknownFields":"[^"]*"/, "") })),
  ],
  "property/content/frame-unknown": [
    refuses("frame.validate", "content.malformed"),
    says("frame.validate", () => ({ orderKey: { rank: 0, timeMs: 0, id: "" } })),
    says("frame.validate", () => ({ encoded: zeros(0) })),
  ],
  "property/content/frame-broken": [
    accepts("frame.validate"),
    accepts("frame.validate", (_, reject) => (reject.code === "content.reference" ? {} : undefined)),
    refusesWith("frame.validate", () => code("content.malformed")),
  ],
  "property/content/frame-mutated": [
    says("frame.validate", (ok) => ({ encoded: join(bytes(ok, "encoded"), Uint8Array.of(0xf8, 7, 0)) })),
    says("frame.validate", (ok, args) =>
      bytes(args, "frame").length % 3 === 0 ? { encoded: bytes(ok, "encoded").subarray(0, 1) } : {},
    ),
  ],
  "property/content/backup": [
    refuses("frames.validate", "content.reference"),
    says("frames.validate", (ok) => ({ orderKeys: list(ok, "orderKeys").slice(0, -1) })),
  ],
  "property/content/backup-disordered": [
    accepts("frames.validate"),
    accepts("frames.validate", (args) => (list(args, "frames").length % 2 === 0 ? {} : undefined)),
    refusesWith("frames.validate", () => code("content.malformed")),
  ],
  "property/content/backup-names": [accepts("frames.validate"), refuses("frames.validate", "content.reference")],
  "property/content/segment-encode": [
    says("segment.encode", (ok) => ({ content: flipped(ok.content) })),
    // Leaves out an object of the table.
    says("segment.encode", (ok) => {
      const content = bytes(ok, "content").slice();
      if (content[3]! < 2) return {};
      content[3]!--;
      return { content: join(content.subarray(0, 4), content.subarray(44)) };
    }),
  ],
  "property/content/segment-decode": [
    says("segment.decode", (ok) => ({ frames: list(ok, "frames").slice(0, -1) })),
    says("segment.decode", () => ({ unknownFrames: [] })),
    says("segment.decode", () => ({ unknownFields: 0 })),
    says("segment.decode", (ok) => ({ table: list(ok, "table").slice(1) })),
    refuses("segment.decode", "content.reference", (args) => bytes(args, "content")[3]! > 0),
  ],
  "property/content/segment-table": [
    says("segment.table", (ok) => ({ table: list(ok, "table").slice(1) })),
    refuses("segment.table", "content.malformed"),
  ],
  "property/content/segment-cut": [
    accepts("segment.decode"),
    refusesWith("segment.decode", () => code("content.order")),
  ],
  "property/content/segment-wrong": [
    accepts("segment.decode"),
    accepts("segment.decode", (_, reject) => (reject.code === "content.reference" ? {} : undefined)),
    accepts("segment.decode", (_, reject) => (reject.code === "content.order" ? {} : undefined)),
    accepts("segment.decode", (_, reject) => (reject.code === "content.malformed" ? {} : undefined)),
  ],
  "property/content/segment-again": [
    says("segment.encode", (ok) => ({ content: flipped(ok.content) })),
    says("segment.decode", (ok) => ({ frames: list(ok, "frames").toReversed() })),
  ],
  "property/content/cuts": [
    hears("vault.backup", (args) => ({ frames: list(args, "frames").slice(0, -1) })),
    says("vault.restore", (ok) => ({ frames: list(ok, "frames").slice(0, -1) })),
  ],
  "property/content/cuts-inherited": [withoutParent],

  // Chapter 8, and marks
  "property/snapshots/encode": [
    says("snapshot.encode", (ok) => ({ file: flipped(ok.file) })),
    hears("snapshot.encode", () => ({ sealSalt: zeros(24) })),
  ],
  "property/snapshots/decode": [
    says("snapshot.decode", (ok) => ({ protobuf: flipped(ok.protobuf) })),
    says("snapshot.decode", (ok) => ({ segments: number(ok, "segments") + 1 })),
    says("snapshot.decode", (ok) => ({ digest: flipped(ok.digest) })),
  ],
  "property/snapshots/wrong": [
    accepts("snapshot.decode"),
    accepts("snapshot.decode", (_, reject) => (reject.code === "input.unsupported-version" ? {} : undefined)),
    refusesWith("snapshot.decode", () => code("snapshot.auth")),
    refusesWith("snapshot.decode", () => code("snapshot.malformed")),
  ],
  "property/snapshots/again": [says("snapshot.encode", (ok) => ({ file: flipped(ok.file) }))],
  "property/vault/mark-encode": [says("mark.encode", (ok) => ({ file: flipped(ok.file) }))],
  "property/vault/mark-decode": [
    says("mark.decode", (ok) => ({ objectIds: list(ok, "objectIds").slice(1) })),
    says("mark.decode", (ok) => ({ protobuf: flipped(ok.protobuf) })),
  ],
  "property/vault/mark-wrong": [
    accepts("mark.decode"),
    refusesWith("mark.decode", () => code("mark.auth")),
    refusesWith("mark.decode", () => code("mark.malformed")),
  ],

  // Chapter 9
  "property/vault/story": [
    says("vault.restore", (ok) => ({ frames: list(ok, "frames").slice(0, -1) })),
    says("vault.restore", () => ({ attachments: [] })),
    hears("vault.restore", () => ({ now: 1 })),
    says("vault.backup", () => ({ leftOut: 0 })),
    hears("vault.backup", () => ({ contents: {} })),
    hears("vault.backup", () => ({ thumbnails: {} })),
    hears("vault.backup", () => ({ now: 1 })),
    accepts("vault.backup", (_, reject) => ({ log: reject.log as Value, leftOut: 0, sequence: 1 })),
    log("vault.backup", (entries) => entries.filter(({ put }) => !(put as string | undefined)?.startsWith("objects/"))),
    log("vault.backup", (entries) => [...entries].reverse()),
    log("vault.prune", (entries) => entries.filter(({ put }) => put === undefined)),
    log("vault.prune", (entries) =>
      entries.filter(({ delete: name }) => !(name as string | undefined)?.startsWith("objects/")),
    ),
    says("vault.prune", (ok, args) => ({ log: [...entries(ok, "log"), { delete: anObject(args) }] as Value })),
    hears("vault.prune", (args) => ({ now: number(args, "now") + 604_800_000 })),
    log("vault.forget", () => []),
    says("vault.rotate", (ok) => ({ kept: [], dropped: [...list(ok, "kept"), ...list(ok, "dropped")] })),
    hears("vault.rotate", () => ({ add: [] })),
    hears("vault.rotate", () => ({ secretsOnly: false })),
    hears("vault.rotate", () => ({ remove: [] })),
    log("vault.rotate", (entries) =>
      entries.filter(({ put }) => !(put as string | undefined)?.startsWith("snapshots/")),
    ),
    hears("vault.slot-add", (args) => ({ slot: { ...(args.slot as Values), label: "" } })),
    log("vault.slot-remove", () => []),
    accepts("vault.slot-remove", (_, reject) => ({ log: reject.log as Value })),
    says("vault.take-over", (_, args) => (args.state === undefined ? { log: [] } : {})),
    says("vault.check", () => ({ unknownNames: [] })),
    says("vault.check", () => ({ unreferenced: [] })),
    accepts("vault.open"),
  ],
  "property/vault/story-named": [
    says("vault.backup", (ok) => ({
      log: entries(ok, "log").map((entry) =>
        entry.bytes === undefined ? entry : { ...entry, bytes: flipped(entry.bytes, 20) },
      ) as Value,
    })),
    hears("vault.slot-add", () => ({ seed: undefined })),
    hears("vault.rotate", () => ({ seed: undefined })),
    hears("vault.backup", () => ({ seed: undefined })),
    hears("vault.prune", () => ({ seed: undefined })),
    hears("vault.create", (args) => ({ slots: list(args, "slots").toReversed() })),
  ],
  "property/vault/history": [
    accepts("vault.open", (_, reject) => (reject.code === "snapshot.rollback" ? { snapshot: 1, epoch: 2 } : undefined)),
    says("vault.history", (ok) => ({ counts: list(ok, "counts").slice(1) })),
    says("vault.history", () => ({ ignored: [] })),
    says("vault.open", () => ({ snapshot: 6 })),
  ],
  "property/vault/read-range": [
    says("vault.read-range", (ok) => ({ content: flipped(ok.content, 0) })),
    says("vault.read-range", (ok) => ({
      reads: [...list(ok, "reads"), { name: "objects/00/00", offset: 0, length: 1 }],
    })),
  ],

  // Chapter 10
  "property/archive/pack": [
    says("archive.pack", (ok) => ({ file: flipped(ok.file, 30) })),
    hears("archive.pack", ({ files }) => ({
      files: Object.fromEntries(Object.entries(files as Values).filter(([name]) => !name.startsWith("snapshots/"))),
    })),
  ],
  "property/archive/read": [
    says("archive.list", (ok) => ({ entries: list(ok, "entries").slice(0, -1) })),
    says("archive.list", (ok) => ({
      entries: entries(ok, "entries").map((entry) => ({ ...entry, offset: number(entry, "offset") + 1 })) as Value,
    })),
    says("archive.unpack", () => ({ files: {} })),
  ],
  "property/archive/cut": [
    accepts("archive.list", () => ({ entries: [] })),
    refusesWith("archive.list", () => code("input.truncated")),
    refusesWith("archive.list", () => code("archive.malformed")),
  ],
  "property/archive/damaged": [accepts("archive.list"), refusesWith("archive.list", () => code("input.malformed"))],
  "property/archive/wrong-entries": [
    accepts("archive.list"),
    accepts("archive.list", (_, reject) => (reject.code === "archive.malformed" ? {} : undefined)),
    refusesWith("archive.list", () => code("archive.malformed")),
  ],
  "property/archive/packed-by-testee": [
    says("archive.pack", (ok) => ({ file: flipped(ok.file) })),
    says("archive.unpack", ({ files }) => ({
      files: Object.fromEntries(Object.entries(files as Values).slice(1)) as Value,
    })),
  ],
};

/** The revision that a header says it has, if it is as the specification writes it. */
function revisionIn(file: Uint8Array): number | undefined {
  const at = Buffer.from(file.subarray(0, 60)).indexOf(0x18, 32);
  if (at < 0) return undefined;
  let value = 0;
  for (let i = at + 1, factor = 1; i < at + 10; i++, factor *= 128) {
    value += (file[i]! & 127) * factor;
    if (file[i]! < 128) break;
  }
  return value > 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** Writes each backup as if there were none before. */
async function withoutParent(operation: string, args: Values) {
  if (operation !== "vault.backup") return answerOf(operation, args);
  const files = Object.entries(args.files as Values).filter(([name]) => !name.startsWith("snapshots/"));
  const state = decodeState(bytes(args, "state"));
  const empty = encodeState({ ...state, snapshotSequence: 0, snapshotDigest: zeros(0) });
  const answer = await answerOf(operation, { ...args, files: Object.fromEntries(files), state: empty });
  return answer;
}
