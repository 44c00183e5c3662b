import { concat, toHex, u32, u64 } from "../../../../reference/core/bytes.js";
import { seal } from "../../../../reference/core/cobblestone.js";
import { deriveEpochKeys, mac, sealContext } from "../../../../reference/core/derive.js";
import { digest as digestOf } from "../../../../reference/core/digest.js";
import { MARK_FILE, SNAPSHOT_FILE, sealEpochFile } from "../../../../reference/core/epoch-file.js";
import { currentEpoch } from "../../../../reference/core/epochs.js";
import { FILE_KIND, filePrefix } from "../../../../reference/core/file-prefix.js";
import { sealMark } from "../../../../reference/core/mark.js";
import { headerName, markName, objectName, snapshotName } from "../../../../reference/core/names.js";
import { createReference, OBJECT_TYPE, type Reference } from "../../../../reference/core/object.js";
import { sealObjectBytes } from "../../../../reference/core/object-seal.js";
import type { OrderKey } from "../../../../reference/core/order-key.js";
import { pad } from "../../../../reference/core/padding.js";
import { encodeHeader, encodeHeaderDetails } from "../../../../reference/core/proto/codec.js";
import type { Frame, Header, HeaderDetails, Mark, Snapshot } from "../../../../reference/core/proto/types.js";
import { createSegmentCutter } from "../../../../reference/core/segment-cutter.js";
import { kekSource, makeSlot } from "../../../../reference/core/slot-make.js";
import { sealSnapshot } from "../../../../reference/core/snapshot.js";
import { ancestorsAfter } from "../../../../reference/core/snapshot-put.js";
import type { Vault } from "../../../../reference/core/vault.js";
import type { Files } from "./scene.js";
import { bytesOf, NOW, provider, randomnessOf } from "./seed.js";

/**
 * Files as a holder of the keys could make them: other devices, newer programs, and people who kept an old key.
 *
 * @module
 */

/** The name of an object by its reference. */
export const nameOf = ({ id }: Pick<Reference, "id">) => objectName(id);

/** The reference that a writer of an epoch makes for the content of an attachment. */
export async function attachmentReference(
  vault: Vault,
  identity: string,
  content: Uint8Array,
  { generation = 0, epoch = currentEpoch(vault) } = {},
): Promise<Reference> {
  const digest = await digestOf(provider, content);
  const description = { type: OBJECT_TYPE.attachment, identity, length: content.length, digest, generation };
  return createReference(provider, epoch.keys, description);
}

/** The stored file of an attachment; `name` gives its salt. */
export async function attachmentFile(vault: Vault, reference: Reference, content: Uint8Array, name = "forged") {
  return sealObjectBytes(provider, vault.vaultId, OBJECT_TYPE.attachment, reference, content, await randomnessOf(name));
}

/** The file of a snapshot that follows the newest one, with some fields changed. */
export async function snapshotFile(
  vault: Vault,
  change: Partial<Snapshot> = {},
  { epoch = currentEpoch(vault), name = "forged" } = {},
): Promise<Files> {
  const { latest, header, details } = vault;
  const snapshot = {
    ...latest?.snapshot,
    sequence: (latest?.sequence ?? 0) + 1,
    epoch: epoch.epoch,
    minHeaderRevision: header.revision,
    writerId: details.writerId,
    writerName: details.writerName,
    createdAtMs: NOW,
    ancestors: ancestorsAfter(latest),
    ...change,
  };
  const keys = await deriveEpochKeys(provider, epoch.rootKey, vault.vaultId, epoch.epoch);
  const bytes = await sealSnapshot(provider, keys, vault.vaultId, snapshot, await randomnessOf(name));
  return { [snapshotName(snapshot.sequence)]: bytes };
}

/** A snapshot or mark around any bytes of its message. */
export async function epochFile(
  kind: "snapshot" | "mark",
  vault: Vault,
  number: number,
  protobuf: Uint8Array,
): Promise<Files> {
  const { epoch, keys } = currentEpoch(vault);
  const place = { vaultId: vault.vaultId, epoch, number };
  const file = kind === "snapshot" ? SNAPSHOT_FILE : MARK_FILE;
  const bytes = await sealEpochFile(provider, file, keys, place, protobuf, await randomnessOf("forged"));
  return { [file.nameOf(number)]: bytes };
}

/** The file of a mark of the current epoch, or of another. */
export async function markFile(
  vault: Vault,
  objects: readonly Pick<Reference, "id">[],
  change: Partial<Mark> = {},
  epoch = currentEpoch(vault),
): Promise<Files> {
  const objectIds = objects.map(({ id }) => id).sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
  const mark = {
    number: 1,
    epoch: epoch.epoch,
    writerId: vault.details.writerId,
    createdAtMs: NOW,
    graceMs: 604_800_000,
    objectIds,
    ...change,
  };
  const bytes = await sealMark(provider, epoch.keys, vault.vaultId, mark, await randomnessOf("forged"));
  return { [markName(mark.number)]: bytes };
}

/** What a forged header says. */
export interface ForgedHeader {
  readonly fields?: Partial<Header>;
  readonly details?: Partial<HeaderDetails>;
  /** The root key of the header's epoch; that of the vault if absent. */
  readonly rootKey?: Uint8Array;
}

/**
 * The file of a header that follows the newest one, with some fields changed, whether a reader takes it or not. Its
 * slots are those of the newest one: they open in the same vault and epoch only, and give its root key.
 */
export async function headerFile(
  vault: Vault,
  { fields = {}, details = {}, rootKey = currentEpoch(vault).rootKey }: ForgedHeader = {},
): Promise<Files> {
  const { header } = vault;
  const vaultId = fields.vaultId ?? vault.vaultId;
  const epoch = fields.epoch ?? header.epoch;
  const revision = fields.revision ?? header.revision + 1;
  const keys = await deriveEpochKeys(provider, rootKey, vaultId, epoch);
  const padded = pad(encodeHeaderDetails({ ...vault.details, ...details }));
  const context = sealContext("header-details", vaultId, u64(epoch), u64(revision));
  const message = encodeHeader({
    vaultId,
    epoch,
    revision,
    prfSalt: header.prfSalt,
    slots: header.slots.map(({ stored }) => stored),
    sealedDetails: await seal(provider, keys.headerDetails, context, padded, await bytesOf("forged salt", 24)),
    ...fields,
  });
  return { [headerName(revision)]: await headerAround(message, keys.headerMac) };
}

/** A header file around any message. */
export async function headerAround(message: Uint8Array, macKey: Uint8Array): Promise<Uint8Array> {
  const start = concat(filePrefix(FILE_KIND.header), u32(message.length), message);
  const hashed = concat(start, await provider.sha256(start));
  return concat(hashed, await mac(provider, macKey, hashed));
}

/** A slot of the current epoch that a recovery key opens, with its details, for a header that is forged. */
export async function slotOf(vault: Vault, digits: string) {
  const secret = { kind: "recovery-key", digits } as const;
  const { epoch, rootKey } = currentEpoch(vault);
  const target = { vaultId: vault.vaultId, epoch, revision: vault.header.revision + 1, rootKey };
  const keks = await kekSource(provider, secret, vault.vaultId, vault.header.prfSalt);
  return makeSlot(provider, await randomnessOf("forged slot"), target, 0, { slot: { secret }, keks }, NOW);
}

/** A root key that nobody has. */
export const strangeKey = () => bytesOf("strange root key");

/** Changes the last byte: of a header its MAC, of a sealed file a tag. */
export function damaged(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length - 1]! ^= 1;
  return copy;
}

/** As {@link damaged}, for all files. */
export function allDamaged(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, damaged(bytes)]));
}

/** The file with another version byte. */
export function otherVersion(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[8] = 2;
  return copy;
}

/**
 * The segments of frames, with their objects, as a writer without scruples stores them: nothing is left out.
 *
 * @param inherited - where to cut besides
 */
export async function segmentsOf(vault: Vault, frames: readonly Frame[], inherited: readonly OrderKey[] = []) {
  const cutter = createSegmentCutter({ inherited });
  const cut = [...frames.map((frame) => cutter.push(frame)), cutter.finish()].filter(
    (segment) => segment !== undefined,
  );
  const files: Record<string, Uint8Array> = {};
  const segments = [];
  for (const { content, frameCount, first, last } of cut) {
    const { reference, file } = await segmentFile(vault, content);
    files[nameOf(reference)] = file;
    segments.push({ object: reference, frameCount, first, last });
  }
  return { segments, files };
}

/** Any content as a stored segment. */
export async function segmentFile(vault: Vault, content: Uint8Array) {
  const digest = await digestOf(provider, content);
  const description = { type: OBJECT_TYPE.segment, identity: "", length: content.length, digest };
  const reference = await createReference(provider, currentEpoch(vault).keys, description);
  const randomness = await randomnessOf("forged");
  const file = await sealObjectBytes(provider, vault.vaultId, OBJECT_TYPE.segment, reference, content, randomness);
  return { reference, file };
}

/** The bytes of a snapshot file whose epoch stands in the clear, and nothing that opens. @param padded - its bytes */
export function junkOfEpoch(epoch: number, padded = 4096): Uint8Array {
  const prefix = Uint8Array.from([0x4b, 0x45, 0x45, 0x50, 0x53, 0x41, 0x4b, 0x45, 1, 2]);
  return concat(prefix, u64(epoch), new Uint8Array(56 + padded + 16));
}
