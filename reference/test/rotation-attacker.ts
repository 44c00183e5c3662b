import { concat, utf8 } from "../core/bytes.js";
import { open as openSealed, seal } from "../core/cobblestone.js";
import { deriveEpochKeys, sealContext } from "../core/derive.js";
import { digest as digestOf } from "../core/digest.js";
import { MARK_FILE, openEpochFile, SNAPSHOT_FILE, sealEpochFile } from "../core/epoch-file.js";
import { currentEpoch, type Epoch } from "../core/epochs.js";
import { FILE_KIND, filePrefix, PREFIX_LENGTH } from "../core/file-prefix.js";
import { forEachReference } from "../core/frame-refs.js";
import { buildHeader, type ParsedHeader, parseHeader, verifyHeader } from "../core/header.js";
import { headerName, markName, objectName, parseName, snapshotName } from "../core/names.js";
import { createReference, OBJECT_TYPE, objectContext, objectKey, type Reference } from "../core/object.js";
import { sealObjectBytes } from "../core/object-seal.js";
import { pad } from "../core/padding.js";
import { encodeHeaderDetails, encodeMark, encodeSnapshot } from "../core/proto/codec.js";
import type { Frame, Snapshot } from "../core/proto/types.js";
import { encodeSegment } from "../core/segment.js";
import { readSegment } from "../core/segment-read.js";
import { openSlot } from "../core/slot.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import { provider, randomness } from "./vault-helpers.js";

/**
 * Somebody who had a device before the key was changed: its root key, the key-encryption keys that it kept, a copy of
 * every file of that day with what it held, and write access to the store for ever.
 */
export interface Attacker {
  readonly vaultId: Uint8Array;
  readonly former: Epoch;
  readonly keks: Vault["slotKeks"];
  readonly header: ParsedHeader;
  readonly latest: Snapshot;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Every reference that a snapshot of that day leads to, with the type of its object. */
  readonly references: readonly { readonly type: 1 | 2; readonly reference: Reference }[];
}

/** What an attacker takes from an open vault, before the key is changed. */
export async function steal(store: MemoryStore, vault: Vault): Promise<Attacker> {
  const references: { type: 1 | 2; reference: Reference }[] = [];
  for (const segment of vault.latest!.snapshot.segments) {
    references.push({ type: OBJECT_TYPE.segment, reference: segment.object });
    for (const frame of (await readSegment(vault, segment)).frames) {
      forEachReference(frame, (reference) =>
        references.push({ type: OBJECT_TYPE.attachment, reference: reference as Reference }),
      );
    }
  }
  const { epoch, rootKey, after, last } = currentEpoch(vault);
  const keys = await deriveEpochKeys(provider, rootKey, vault.vaultId, epoch);
  return {
    vaultId: vault.vaultId,
    former: { epoch, rootKey: rootKey.slice(), keys, after, last },
    keks: vault.slotKeks.map(({ slotId, kek }) => ({ slotId, kek: kek.slice() })),
    header: vault.header,
    latest: vault.latest!.snapshot,
    files: new Map(store.files),
    references,
  };
}

/** What somebody could open. */
export interface Loot {
  /** Names of the files that opened, ascending. */
  readonly names: string[];
  /** Everything that was in them, in one piece. */
  readonly plaintext: Uint8Array;
}

/**
 * Opens whatever a root key and known references open in a store: every kind of file, under every epoch that is known,
 * each object as either type, with its own key, with that of every reference, and with what its id gives.
 */
export async function ransack(
  { files }: MemoryStore,
  { vaultId, former, keks, references }: Pick<Attacker, "vaultId" | "former" | "keks" | "references">,
): Promise<Loot> {
  const found = new Map<string, Uint8Array[]>();
  const take = (name: string, bytes: Uint8Array) => found.set(name, [...(found.get(name) ?? []), bytes]);
  const epochs = await Promise.all(
    [1, 2, 3].map(async (epoch) => [epoch, await deriveEpochKeys(provider, former.rootKey, vaultId, epoch)] as const),
  );
  const known = new Map(epochs);
  const attempt = async (name: string, open: () => Promise<Uint8Array>) => {
    const opened = await open().catch(() => undefined);
    if (opened !== undefined) take(name, opened);
  };
  for (const [name, bytes] of files) {
    const parsed = parseName(name);
    if (parsed?.kind === "snapshot" || parsed?.kind === "mark") {
      const kind = parsed.kind === "snapshot" ? SNAPSHOT_FILE : MARK_FILE;
      await attempt(name, async () => (await openEpochFile(provider, kind, known, vaultId, name, bytes)).protobuf);
    } else if (parsed?.kind === "header") {
      const header = await parseHeader(provider, bytes, parsed.number).catch(() => undefined);
      if (header === undefined) continue;
      await attempt(name, async () => encodeHeaderDetails(await verifyHeader(provider, header, former.rootKey)));
      for (const slot of header.slots) {
        for (const { kek } of keks) {
          await attempt(name, async () => (await openSlot(provider, slot, header, kek)) ?? Promise.reject());
        }
      }
    } else if (parsed?.kind === "object") {
      const id = Uint8Array.from(Buffer.from(name.slice(-64), "hex"));
      const keys = [
        ...references.map(({ reference }) => reference.key),
        ...(await Promise.all(epochs.map(([, epochKeys]) => objectKey(provider, epochKeys, id)))),
      ];
      for (const type of Object.values(OBJECT_TYPE)) {
        const context = objectContext(vaultId, type, id);
        for (const key of keys) {
          await attempt(name, () => openSealed(provider, key, context, bytes.subarray(PREFIX_LENGTH)));
        }
      }
    }
  }
  return { names: [...found.keys()].sort(), plaintext: concat(...[...found.values()].flat()) };
}

/** Whether the bytes of a secret stand somewhere in what was opened. */
export const finds = ({ plaintext }: Loot, secret: string | Uint8Array) =>
  Buffer.from(plaintext).includes(Buffer.from(typeof secret === "string" ? utf8(secret) : secret));

/** The text of every message that an attacker makes up. */
export const FORGED = "sent by nobody";

/** One thing that an attacker does to the store. */
export type Attack = (attacker: Attacker, store: MemoryStore) => Promise<void>;

const salt = (n: number) => (_: string, length: number) => new Uint8Array(length).fill(n);
const numbersIn = ({ files }: MemoryStore, folder: string) =>
  [...files.keys()].filter((name) => name.startsWith(folder)).map((name) => Number.parseInt(name.split("/")[1]!, 16));
const newest = (store: MemoryStore, folder: string) => Math.max(0, ...numbersIn(store, folder));
const objectsIn = ({ files }: MemoryStore) => [...files.keys()].filter((name) => name.startsWith("objects/")).sort();

/** A header with a number of the attacker's choice, under a key that it has. */
function plantHeader(epoch: number, above: number, by: "former" | "strange", slots: "former" | "newest"): Attack {
  return async ({ vaultId, former, header }, store) => {
    const number = newest(store, "headers/");
    const revision = Math.min(number + above, Number.MAX_SAFE_INTEGER);
    const top = number > 0 ? store.files.get(headerName(number)) : undefined;
    const current = top && (await parseHeader(provider, top, number).catch(() => undefined));
    const rootKey = by === "former" ? former.rootKey : new Uint8Array(32).fill(9);
    const fields = {
      vaultId,
      epoch,
      revision,
      prfSalt: header.prfSalt,
      slots: ((slots === "newest" ? current : undefined) ?? header).slots.map(({ stored }) => stored),
    };
    const details = { writerId: new Uint8Array(16).fill(3) };
    store.files.set(headerName(revision), await buildHeader(provider, rootKey, fields, details, salt(revision % 256)));
  };
}

/** A snapshot of made-up messages, sealed under the former key. */
function plantSnapshot(place: "first" | "closing" | "newest" | "above" | "far", claims = 1): Attack {
  return async (attacker, store) => {
    const { vaultId, former, latest } = attacker;
    const top = newest(store, "snapshots/");
    const closing = latest.sequence!;
    const sequence = { first: 1, closing, newest: Math.max(top, 1), above: top + 1, far: top + 64 }[place];
    const frames: Frame[] = [
      { account: { selfContactId: "me", displayName: FORGED } },
      { contact: { id: "me", displayName: FORGED } },
    ];
    const { content, first, last, frameCount } = encodeSegment(frames);
    const description = {
      type: OBJECT_TYPE.segment,
      identity: "",
      length: content.length,
      digest: await digestOf(provider, content),
    };
    const object = await createReference(provider, former.keys, description);
    const file = await sealObjectBytes(provider, vaultId, OBJECT_TYPE.segment, object, content, randomness);
    store.files.set(objectName(object.id), file);
    const snapshot = {
      ...latest,
      sequence,
      epoch: claims,
      minHeaderRevision: 1,
      ancestors: [],
      segments: [{ object, first, last, frameCount }],
    };
    const spot = { vaultId, epoch: claims, number: sequence };
    const keys = await deriveEpochKeys(provider, former.rootKey, vaultId, claims);
    const protobuf = encodeSnapshot(snapshot);
    const bytes = await sealEpochFile(provider, SNAPSHOT_FILE, keys, spot, protobuf, salt(sequence % 256));
    store.files.set(snapshotName(sequence), bytes);
  };
}

/** A mark of the former epoch that would have every object deleted at once. */
function plantMark(claims: number): Attack {
  return async ({ vaultId, former }, store) => {
    const objectIds = objectsIn(store).map((name) => Uint8Array.from(Buffer.from(name.slice(-64), "hex")));
    if (objectIds.length === 0) return;
    const number = newest(store, "marks/") + 1;
    const keys = await deriveEpochKeys(provider, former.rootKey, vaultId, claims);
    const mark = { number, epoch: claims, writerId: new Uint8Array(16), createdAtMs: 0, graceMs: 0, objectIds };
    const spot = { vaultId, epoch: claims, number };
    store.files.set(
      markName(number),
      await sealEpochFile(provider, MARK_FILE, keys, spot, encodeMark(mark), randomness),
    );
  };
}

/** Other content in the place of each object of which the attacker has the reference: sealed as it should be. */
const replaceKnown: Attack = async ({ vaultId, references }, store) => {
  for (const { type, reference } of references) {
    const name = objectName(reference.id);
    if (!store.files.has(name)) continue;
    const context = sealContext("object", vaultId, Uint8Array.of(type), reference.id);
    const content = new Uint8Array(reference.length).fill(7);
    const sealed = await seal(provider, reference.key, context, pad(content), salt(4)("", 24));
    store.files.set(name, concat(filePrefix(FILE_KIND.object), sealed));
  }
};

const eachObject = (which: (index: number) => boolean, change: (name: string, store: MemoryStore) => void): Attack => {
  return async (_, store) => objectsIn(store).forEach((name, index) => void (which(index) && change(name, store)));
};

const flip = (name: string, { files }: MemoryStore) => {
  const bytes = files.get(name)!;
  files.set(name, bytes.with(bytes.length - 20, bytes.at(-20)! ^ 1));
};

const remove =
  (folder: string, all = false): Attack =>
  async (_, store) => {
    const numbers = all ? numbersIn(store, folder) : [newest(store, folder)];
    for (const number of numbers) store.files.delete(`${folder}${number.toString(16).padStart(16, "0")}`);
  };

/** Puts files of the stolen copy back, over what is there. */
const putBack =
  (folder: string): Attack =>
  async ({ files }, store) => {
    for (const [name, bytes] of files) if (name.startsWith(folder)) store.files.set(name, bytes);
  };

/** The former header under the name of the newest. */
const disguise: Attack = async ({ files, header }, store) => {
  const number = newest(store, "headers/");
  if (number > 0) store.files.set(headerName(number), files.get(headerName(header.revision))!);
};

/** Everything that the attacker knows to do, by name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "header of the former epoch above": plantHeader(1, 1, "former", "former"),
  "header of the former epoch far above": plantHeader(1, Number.MAX_SAFE_INTEGER, "former", "former"),
  "header of the current epoch with the former key": plantHeader(2, 1, "former", "newest"),
  "header of the current epoch with the former slots": plantHeader(2, 1, "former", "former"),
  "header of the current epoch with a strange key": plantHeader(2, 1, "strange", "newest"),
  "header of the next epoch": plantHeader(3, 1, "strange", "former"),
  "former header under the newest name": disguise,
  "former headers put back": putBack("headers/"),
  "newest header deleted": remove("headers/"),
  "all headers deleted": remove("headers/", true),
  "first snapshot replaced": plantSnapshot("first"),
  "closing snapshot replaced": plantSnapshot("closing"),
  "newest snapshot replaced": plantSnapshot("newest"),
  "snapshot above": plantSnapshot("above"),
  "snapshot far above": plantSnapshot("far"),
  "snapshot above that claims the current epoch": plantSnapshot("above", 2),
  "former snapshots put back": putBack("snapshots/"),
  "newest snapshot deleted": remove("snapshots/"),
  "all snapshots deleted": remove("snapshots/", true),
  "known objects replaced": replaceKnown,
  "every second object flipped": eachObject((index) => index % 2 === 0, flip),
  "every third object deleted": eachObject(
    (index) => index % 3 === 0,
    (name, { files }) => files.delete(name),
  ),
  "former objects put back": putBack("objects/"),
  "mark of the former epoch": plantMark(1),
  "mark that claims the current epoch": plantMark(2),
};

/** A copy of a store for one attack. */
export const besieged = ({ files }: MemoryStore): MemoryStore => createMemoryStore(new Map(files));

/** Ids in hex of the objects whose files opened. */
export const objectIdsIn = ({ names }: Loot) =>
  names.flatMap((name) => (name.startsWith("objects/") ? [name.slice(-64)] : []));
