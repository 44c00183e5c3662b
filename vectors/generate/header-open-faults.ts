import { u64 } from "../../reference/core/bytes.js";
import { pad } from "../../reference/core/padding.js";
import { encodeHeaderDetails, type HeaderDetails } from "../../reference/core/proto/codec.js";
import { bytesField, concat, flip, numberField, patch } from "./bytes.js";
import { finishHeader, forgeHeaderFile, forgeHeaderMessage } from "./forge.js";
import { DETAILS, FIELDS, FORMER, headerWith, RECOVERY, revision, stays } from "./header-open-parts.js";
import * as parts from "./header-parts.js";
import { OTHER_DIGITS, PASSKEY, PLACE, PRF } from "./people.js";
import { random } from "./seed.js";
import type { Rejected } from "./vector.js";

export async function inauthentic(): Promise<Rejected[]> {
  const file = await headerWith();
  const auth = (id: string, requirement: string, mutation: string, bytes: Uint8Array, comment: string) =>
    stays(id, requirement, mutation, bytes, "header.auth", comment);
  const message = await parts.plainMessage();
  const changed = await forgeHeaderMessage(PLACE, { ...FIELDS, prfSalt: random("header/other-prf-salt", 32) }, DETAILS);
  const head = (await forgeHeaderFile(PLACE, changed)).subarray(0, -32);
  const otherKey = { ...PLACE, rootKey: random("root-key/1", 32) };
  const moved = await forgeHeaderMessage({ ...PLACE, revision: 6 }, { ...FIELDS, revision }, DETAILS);
  const flipped = flip(message, -100);
  const cut = await forgeHeaderMessage(PLACE, FIELDS, DETAILS).then((bytes) => bytes);
  const sealedAt = cut.length - 4168;
  const shorter = (n: number) =>
    concat(cut.subarray(0, sealedAt - 3), bytesField(6, cut.subarray(sealedAt, sealedAt + n)));
  const slot = { ...RECOVERY.stored, sealedRootKey: flip(RECOVERY.stored.sealedRootKey, -1) };
  return [
    auth("header-wrong-mac", "header-mac", "the last bit of the MAC", flip(file, -1), "All of the MAC counts."),
    auth("header-wrong-mac-first", "header-mac", "the first bit of the MAC", flip(file, -32), "All of the MAC counts."),
    auth(
      "header-changed-with-sha256",
      "header-mac",
      "another prf_salt, with its SHA-256",
      concat(head, file.subarray(-32)),
      "Anyone can compute the SHA-256, and only the owner the MAC.",
    ),
    auth(
      "header-mac-of-other-key",
      "header-mac",
      "a MAC by the root key of epoch 1",
      await finishHeader(otherKey, file.subarray(0, -32)),
      "The holder of a former root key.",
    ),
    auth(
      "header-mac-without-sha256",
      "header-mac",
      "a MAC of what stands before the SHA-256",
      await macBeforeSha(file),
      "The MAC covers the SHA-256.",
    ),
    auth(
      "header-details-damaged",
      "header-details-auth",
      "a bit of the sealed details, with SHA-256 and MAC",
      await forgeHeaderFile(PLACE, flipped),
      "Only the holder of the root key can make this.",
    ),
    auth(
      "header-details-of-other-revision",
      "header-details-auth",
      "details sealed for revision 6",
      await forgeHeaderFile(PLACE, moved),
      "Details are bound to the revision.",
    ),
    auth(
      "header-details-empty",
      "header-details-auth",
      "the sealed details are removed",
      await forgeHeaderFile(PLACE, cut.subarray(0, sealedAt - 3)),
      "No possible sealed size.",
    ),
    auth(
      "header-details-cut",
      "header-details-auth",
      "the sealed details end after the commitment",
      await forgeHeaderFile(PLACE, shorter(56)),
      "No possible sealed size.",
    ),
    auth(
      "header-slot-tag",
      "slot-tag-auth",
      "a bit of the tag of the slot",
      await headerWith({ slots: [slot] }),
      "The slot's commitment is right.",
    ),
    stays(
      "header-other-recovery-key",
      "slot-none",
      "another recovery key",
      file,
      "key.no-matching-slot",
      "Not of this vault.",
      { kind: "recovery-key", digits: OTHER_DIGITS },
    ),
    stays(
      "header-no-passkey-slot",
      "slot-none",
      "a passkey that it does not list",
      file,
      "key.no-matching-slot",
      "There is no passkey slot.",
      { kind: "passkey", credentialId: PASSKEY.credentialId, prf: PRF },
    ),
  ];
}

async function macBeforeSha(file: Uint8Array): Promise<Uint8Array> {
  const short = await finishHeader(PLACE, file.subarray(0, -64));
  return concat(file.subarray(0, -32), short.subarray(-32));
}

export async function malformedDetails(): Promise<Rejected[]> {
  const broken = async (id: string, mutation: string, details: HeaderDetails | Uint8Array) =>
    stays(
      id,
      "header-details-malformed",
      mutation,
      await headerWith({}, details),
      "header.malformed",
      "Authentic, and against the rules.",
    );
  const encoded = encodeHeaderDetails(DETAILS);
  const padded = pad(encoded);
  const details = (id: string, mutation: string, change: HeaderDetails) =>
    broken(id, mutation, { ...DETAILS, ...change });
  const former = (id: string, mutation: string, ...epochs: HeaderDetails["formerEpochs"] & object) =>
    details(id, mutation, { formerEpochs: epochs });
  const [slot] = DETAILS.slots;
  const eligible = concat(bytesField(1, slot!.slotId), numberField(5, 2n ** 31n));
  return [
    await broken("header-details-padding", "a byte of the padding is 1", patch(padded, 4095, Uint8Array.of(1))),
    await broken("header-details-padded-size", "256 zero bytes more", concat(padded, new Uint8Array(256))),
    await broken("header-details-length", "the length is one less", patch(padded, 0, u64(encoded.length - 1))),
    await broken("header-details-protobuf", "a group follows", pad(concat(encoded, Uint8Array.of(0xa3, 6, 0xa4, 6)))),
    {
      ...(await broken(
        "header-details-enum-2-31",
        "the backup eligibility is 2^31",
        pad(concat(encodeHeaderDetails({ ...DETAILS, slots: [] }), bytesField(4, eligible))),
      )),
      requirements: ["proto-enum"],
      parent: "header-open-eligibility-last",
    },
    await details("header-writer-id-15", "a writer id of 15 bytes", { writerId: DETAILS.writerId.slice(1) }),
    await details("header-writer-name-257", "a writer name of 257 bytes", { writerName: "n".repeat(257) }),
    await details("header-label-257", "a label of 257 bytes", { slots: [{ ...slot!, label: "n".repeat(257) }] }),
    await details("header-details-of-no-slot", "details of a slot that is not there", {
      slots: [{ ...slot!, slotId: random("header/no-slot", 16) }],
    }),
    await details("header-details-twice", "details of a slot twice", { slots: [slot!, slot!] }),
    await former("header-former-epoch-0", "former epoch 0", { ...FORMER, epoch: 0 }),
    await former("header-former-epoch-current", "the epoch of the header is listed as former", { ...FORMER, epoch: 2 }),
    await former("header-former-twice", "the former epoch stands twice", FORMER, FORMER),
    await former("header-former-root-key-31", "a former root key of 31 bytes", {
      ...FORMER,
      rootKey: FORMER.rootKey.slice(1),
    }),
    await former("header-former-no-digest", "the last digest is removed", { ...FORMER, lastDigest: new Uint8Array() }),
    await former("header-former-digest-31", "a last digest of 31 bytes", {
      ...FORMER,
      lastDigest: FORMER.lastDigest.slice(1),
    }),
    await former("header-former-digest-without-snapshot", "last sequence 0 with a digest", {
      ...FORMER,
      lastSequence: 0,
    }),
  ];
}
