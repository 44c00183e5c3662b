import { createHash } from "node:crypto";
import { concat, toHex, u32 } from "../../../reference/core/bytes.js";
import { bytesOf, loadVector } from "../vectors/load.js";
import { secretOf } from "../vectors/secret.js";
import { hasOpenEncoding, SCHEMAS } from "./open-encoding.js";
import { MEDIUM, SMALL } from "./sample.js";
import type { Base, Prepared } from "./tampering.js";

const PREFIX = 10;
const START = 14;
const MAC = 32;
const SHA = 32;

function stored(): Prepared {
  const { inputs, expect } = loadVector("header", "header-one-slot");
  const { file, revision } = inputs;
  const { epoch, prfSalt } = expect.ok;
  return {
    bytes: bytesOf(file),
    args: (bytes) => ({ file: bytes, revision }),
    // The MAC is not looked at before a slot is open.
    acceptable: (ok) => ok.epoch === epoch && toHex(ok.prfSalt as Uint8Array) === prfSalt,
  };
}

/** The protobuf message of a header, in a file whose length and SHA-256 are right for it: what anyone can make. */
function rehashed(): Prepared {
  const { file, revision, secret } = loadVector("header", "header-open").inputs;
  const bytes = bytesOf(file);
  const [prefix, mac] = [bytes.subarray(0, PREFIX), bytes.subarray(-MAC)];
  const fileOf = (message: Uint8Array) => {
    const start = concat(prefix, u32(message.length), message);
    return concat(start, createHash("sha256").update(start).digest(), mac);
  };
  const opening = { revision, secret: secretOf(secret) };
  return {
    bytes: bytes.slice(START, bytes.length - SHA - MAC),
    args: (message) => ({ file: fileOf(message), ...opening }),
    isOpen: (message) => hasOpenEncoding(message, SCHEMAS.header),
    offset: START,
  };
}

function slotOf(id: string): Prepared & { readonly info: Uint8Array } {
  const { vaultId, epoch, slots, secret } = loadVector("slots", id).inputs;
  const [info, sealedRootKey] = [bytesOf(slots[0].info), bytesOf(slots[0].sealedRootKey)];
  const place = { vaultId: bytesOf(vaultId), epoch, secret: secretOf(secret) };
  return {
    info,
    bytes: sealedRootKey,
    args: (bytes) => ({ ...place, slots: [{ info, sealedRootKey: bytes }] }),
  };
}

function infoOf(id: string): Prepared {
  const { info, bytes: sealedRootKey, args } = slotOf(id);
  const place = args(sealedRootKey);
  return {
    bytes: info,
    args: (bytes) => ({ ...place, slots: [{ info: bytes, sealedRootKey }] }),
    isOpen: (bytes) => hasOpenEncoding(bytes, SCHEMAS.slotInfo),
  };
}

const SHARED = { chapter: "05-header.md", argument: "file" };
const SLOT = {
  chapter: "05-header.md",
  operation: "slot.unwrap",
  argument: "slots",
  why: "The root key is sealed for this vault, epoch and description: a commitment that differs is another key's slot, a tag that fails is damage.",
};

/** Header files, as anyone can damage them and with what anyone can compute put right; and key slots. */
export const headerBases: readonly Base[] = [
  {
    ...SHARED,
    name: "header",
    title: "A header file",
    operation: "header.parse",
    requirements: ["prefix-magic", "prefix-version", "header-length", "header-sha256"],
    why: "Damage by accident is told before any key is there, so that it is not taken for a wrong key.",
    samples: { ...MEDIUM, full: SMALL.full },
    prepare: stored,
  },
  {
    ...SHARED,
    name: "header-rehashed",
    title: "A header with a new SHA-256",
    operation: "header.open",
    requirements: ["header-mac", "header-protobuf", "header-fields", "header-unverified", "slot-info-as-stored"],
    why: "Anyone can compute the SHA-256. Only the MAC and the slots tell who wrote a header, and they cover every byte of it.",
    samples: MEDIUM,
    prepare: rehashed,
  },
  {
    ...SLOT,
    name: "slot",
    title: "The sealed root key of a slot",
    requirements: ["slot-commitment-skip", "slot-tag-auth", "header-fields"],
    prepare: () => slotOf("slot-open-recovery-key"),
  },
  {
    ...SLOT,
    name: "slot-info",
    title: "The description of a recovery-key slot",
    requirements: ["slot-info-as-stored", "slot-commitment-skip", "header-fields"],
    prepare: () => infoOf("slot-open-recovery-key"),
  },
  {
    ...SLOT,
    name: "slot-info-passkey",
    title: "The description of a passkey slot",
    requirements: ["slot-info-as-stored", "slot-passkey-credential", "header-fields"],
    prepare: () => infoOf("slot-open-passkey"),
  },
];
