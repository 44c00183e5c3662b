import { createHash, createHmac } from "node:crypto";
import { encodeFooter, encodeRecordHead } from "../../reference/core/archive-format.js";
import { concat, fromUtf8, utf8 } from "../../reference/core/bytes.js";
import { SEALED_CHUNK } from "../../reference/core/chunks.js";
import { SEAL_HEADER, seal, sealedSize } from "../../reference/core/cobblestone.js";
import { damm } from "../../reference/core/damm.js";
import {
  derive,
  type EpochKeys,
  kekFromPrf,
  kekFromRecoveryKey,
  type Label,
  mac,
  type SealType,
  sealContext,
} from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { PREFIX_LENGTH } from "../../reference/core/file-prefix.js";
import { headerName, markName, objectName, snapshotName } from "../../reference/core/names.js";
import { type ObjectType, objectId, objectKey, storedObjectSize } from "../../reference/core/object.js";
import { orderKey } from "../../reference/core/order-key.js";
import { paddedSize, padme } from "../../reference/core/padding.js";
import { prfInput } from "../../reference/core/passkey.js";
import { decodeFrame } from "../../reference/core/proto/codec.js";
import { seededRandomness } from "../../reference/core/randomness.js";
import { formatRecoveryKey, generateRecoveryKey, parseRecoveryKey } from "../../reference/core/recovery-key.js";
import { encodeSegmentTable } from "../../reference/core/segment.js";
import { openSlot, parseSlot } from "../../reference/core/slot.js";
import { nodeProvider as provider } from "../../reference/node/provider-node.js";
import type { Example } from "./examples.js";

type Result = Uint8Array | string | number;

const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());

/** The length of a short frame as a varint. */
function varint(n: number): Uint8Array {
  return n < 128 ? Uint8Array.of(n) : Uint8Array.of((n % 128) | 128, Math.floor(n / 128));
}

function readTable(lines: readonly string[]) {
  return lines.map((line) => {
    const [id, length] = line.split(" ");
    return { id: new Uint8Array(Buffer.from(id!, "hex")), length: Number(length) };
  });
}

/** The functions of spec/examples.md. */
export const FUNCTIONS: Readonly<Record<string, (example: Example) => Result | Promise<Result>>> = {
  mac: ({ bytes }) => mac(provider, bytes("key"), bytes("data")),
  derive: ({ bytes, text, number }) =>
    derive(provider, bytes("ikm"), bytes("salt"), text("label") as Label, bytes("context"), number("length")),
  digest: ({ bytes }) => digest(provider, bytes("content")),
  kek({ bytes, text }) {
    const place = [bytes("salt"), bytes("vault-id"), bytes("slot-id")] as const;
    const secret = bytes("secret");
    if (text("kind") === "passkey") return kekFromPrf(provider, secret, ...place);
    return kekFromRecoveryKey(provider, fromUtf8(secret), ...place);
  },
  seal: ({ bytes, text }) =>
    seal(
      provider,
      bytes("key"),
      sealContext(text("type") as SealType, bytes("fields")),
      bytes("plaintext"),
      bytes("salt"),
    ),
  "sealed-size": ({ number }) => sealedSize(number("length")),
  padme: ({ number }) => padme(number("length")),
  "padded-size": ({ number }) => paddedSize(number("length")),
  "stored-size": ({ number }) => storedObjectSize(number("length")),
  "named-random": ({ bytes, text, number }) => seededRandomness(bytes("seed"))(text("name"), number("length")),
  "damm-check": ({ number, text }) => damm(number("row"), text("digits")),
  "recovery-key-generate": ({ bytes }) => generateRecoveryKey(seededRandomness(bytes("seed"))),
  "recovery-key-format": ({ text }) => formatRecoveryKey(text("digits")).join("/"),
  "recovery-key-parse": ({ text }) => parseRecoveryKey(text("text")),
  "prf-input": ({ bytes }) => prfInput(bytes("prf-salt")),
  "ctap-salt": ({ bytes }) => sha256(concat(utf8("WebAuthn PRF\0"), bytes("input"))),
  "hmac-secret": ({ bytes }) =>
    new Uint8Array(createHmac("sha256", bytes("cred-random")).update(bytes("ctap-salt")).digest()),
  base64url: ({ bytes }) => Buffer.from(bytes("bytes")).toString("base64url"),
  base64: ({ bytes }) => Buffer.from(bytes("bytes")).toString("base64"),
  async "open-slot"({ bytes, number }) {
    const slot = parseSlot({ info: bytes("info"), sealedRootKey: bytes("sealed") });
    const place = { vaultId: bytes("vault-id"), epoch: number("epoch") };
    return (await openSlot(provider, slot, place, bytes("kek"))) ?? "no matching slot";
  },
  "header-name": ({ number }) => headerName(number("revision")),
  "snapshot-name": ({ number }) => snapshotName(number("sequence")),
  "mark-name": ({ number }) => markName(number("number")),
  "object-name": ({ bytes }) => objectName(bytes("id")),
  "object-id": ({ bytes, number, text }) =>
    objectId(provider, { objectId: bytes("object-id-key") } as unknown as EpochKeys, {
      type: number("type") as ObjectType,
      generation: number("generation"),
      identity: text("identity"),
      length: number("length"),
      digest: bytes("digest"),
    }),
  "object-key": ({ bytes }) =>
    objectKey(provider, { objectKey: bytes("object-key-key") } as unknown as EpochKeys, bytes("id")),
  "chunk-offset": ({ number }) => PREFIX_LENGTH + SEAL_HEADER + SEALED_CHUNK * number("chunk"),
  segment({ raw, list }) {
    const frames = list("frame").flatMap((frame) => [varint(frame.length), frame]);
    return concat(encodeSegmentTable(readTable(raw("table"))), ...frames);
  },
  "order-key"({ bytes }) {
    const { rank, timeMs, id } = orderKey(decodeFrame(bytes("frame")))!;
    return `${rank} ${timeMs} ${id}`;
  },
  "archive-record": ({ bytes, text }) => concat(encodeRecordHead(text("name"), bytes("file").length), bytes("file")),
  "archive-footer": ({ bytes, number }) => encodeFooter(number("offset"), sha256(bytes("index"))),
};
