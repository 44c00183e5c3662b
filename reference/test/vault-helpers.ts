import { bytesFor } from "../arbitraries/bytes-for.js";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { type AttachmentContent, type BackupInput, backup } from "../core/backup.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { chooseSnapshot } from "../core/history.js";
import { type Attachment, AttachmentKind, BackupEligibility, type Decoded, type Frame } from "../core/proto/types.js";
import { seededRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import { readFrames } from "../core/restore.js";
import type { NewSlot } from "../core/slot-make.js";
import type { Store } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { type OpenOptions, openVault, type Vault } from "../core/vault.js";
import { createVault } from "../core/vault-create.js";
import { nodeProvider } from "../node/provider-node.js";

/** 2026-01-15. */
export const NOW = 1_768_435_200_000;
export const DAY = 86_400_000;

export const provider = nodeProvider;
export const seed = (n: number) => new Uint8Array(32).fill(n);
export const randomness = seededRandomness(seed(7));

export const digits = generateRecoveryKey(randomness);
export const otherDigits = generateRecoveryKey(seededRandomness(seed(8)));
export const recoveryKey = { kind: "recovery-key", digits } as const;
export const otherRecoveryKey = { kind: "recovery-key", digits: otherDigits } as const;

export const authenticator = createSoftwareAuthenticator(randomness);
const { credentialId } = authenticator.makeCredential("backup.example");
export const passkey = {
  kind: "passkey",
  credentialId,
  prf: async (input: Uint8Array) => authenticator.getPrf(credentialId, "backup.example", input),
} as const;

export const recoverySlot: NewSlot = { secret: recoveryKey, label: "paper" };
export const passkeySlot: NewSlot = {
  secret: passkey,
  passkey: authenticator.asSlot(credentialId),
  label: "phone",
  backupEligibility: BackupEligibility.ELIGIBLE,
};

/** A new vault with a recovery key and a passkey. */
export function makeVault(store: Store = createMemoryStore(), slots = [recoverySlot, passkeySlot]): Promise<Vault> {
  return createVault(store, { slots, provider, randomness, now: NOW, writerName: "test phone" });
}

export interface Library {
  frames: Frame[];
  /** Bytes of attachments by id. */
  contents: Map<string, Uint8Array>;
}

export const text = (id: string, receivedAtMs: number, body: string): Frame => ({
  message: { id, chatId: "chat", authorId: "friend", sentAtMs: receivedAtMs, receivedAtMs, text: { text: { body } } },
});

export const photo = (id: string, receivedAtMs: number, more: Partial<Attachment> = {}): Frame => ({
  message: {
    id,
    chatId: "chat",
    authorId: "me",
    receivedAtMs,
    media: { attachments: [{ id: `${id}-photo`, kind: AttachmentKind.PHOTO, mediaType: "image/jpeg", ...more }] },
  },
});

/** Two people, one chat, `months` of messages, and a photo in each month. */
export function makeLibrary(months = 3, photoSize = 20_000): Library {
  const frames: Frame[] = [
    { account: { selfContactId: "me", displayName: "Sam" } },
    { contact: { id: "friend", displayName: "Alex", avatar: { id: "avatar", kind: AttachmentKind.IMAGE } } },
    { contact: { id: "me", displayName: "Sam" } },
    { chat: { id: "chat", title: "Alex" } },
  ];
  const contents = new Map([["avatar", bytesFor("avatar", 1000)]]);
  for (let month = 0; month < months; month++) {
    const time = NOW - (months - month) * 31 * DAY;
    frames.push(
      text(`m${month}-a`, time, `hello ${month}`),
      photo(`m${month}-b`, time + 1),
      text(`m${month}-c`, time + 2, "bye"),
    );
    contents.set(`m${month}-b-photo`, bytesFor(`photo ${month}`, photoSize));
  }
  return { frames, contents };
}

/** Content in pieces of an awkward size. */
export function contentOf(bytes: Uint8Array, piece = 7000): AttachmentContent {
  return {
    length: bytes.length,
    read: async function* () {
      for (let offset = 0; offset < bytes.length; offset += piece) yield bytes.subarray(offset, offset + piece);
    },
  };
}

export function inputOf({ frames, contents }: Library, more: Partial<BackupInput> = {}): BackupInput {
  return {
    frames,
    openAttachment: async ({ id = "" }) => {
      const bytes = contents.get(id);
      return bytes === undefined ? undefined : contentOf(bytes);
    },
    now: NOW,
    ...more,
  };
}

export const runBackup = (vault: Vault, library: Library, more: Partial<BackupInput> = {}) =>
  backup(vault, inputOf(library, more));

export async function allFrames(vault: Vault, sequence?: number): Promise<Decoded<Frame>[]> {
  const reading = readFrames(vault, await chooseSnapshot(vault, sequence), { now: NOW });
  const frames: Decoded<Frame>[] = [];
  for await (const frame of reading) frames.push(frame);
  if (reading.lost.length > 0) throw new Error(`lost: ${JSON.stringify(reading.lost)}`);
  return frames;
}

/** Frames without what a decoder adds and a backup changes, for comparison with what was given. */
export function plain(frames: Iterable<Frame>): unknown[] {
  return Array.from(frames, (frame) => {
    const copy = structuredClone(frame);
    forEachAttachment(copy, (attachment) => {
      attachment.object = null;
      attachment.thumbnail = null;
    });
    return withoutDefaults(copy);
  });
}

function withoutDefaults(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  const isDefault = (item: unknown) =>
    item === null || item === undefined || item === 0 || item === "" || item === false || (item as []).length === 0;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !isDefault(item))
      .map(([key, item]) => [key, withoutDefaults(item)]),
  );
}

/** A store that records what is asked of it, and can be told to fail. */
export interface WatchedStore extends Store {
  readonly log: string[];
}

export function watch(
  store: Store,
  before: (operation: string, name: string) => void | Promise<void> = () => {},
  onPiece: (piece: Uint8Array) => void = () => {},
): WatchedStore {
  const log: string[] = [];
  const note = async (operation: string, name: string) => {
    log.push(`${operation} ${name}`);
    await before(operation, name);
  };
  async function* passOn(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of data) {
      onPiece(piece);
      yield piece;
    }
  }
  return {
    log,
    get: (name) => note("get", name).then(() => store.get(name)),
    getRange: (name, offset, length) => note("get", name).then(() => store.getRange(name, offset, length)),
    putIfAbsent: (name, data) =>
      note("put", name).then(() => store.putIfAbsent(name, data instanceof Uint8Array ? data : passOn(data))),
    delete: (name) => note("delete", name).then(() => store.delete(name)),
    list: async function* (prefix) {
      await note("list", prefix);
      yield* store.list(prefix);
    },
  };
}

/** The names that a store was asked for by one operation, each once. */
export function names(log: readonly string[], operation: string): string[] {
  const prefix = `${operation} `;
  return [...new Set(log.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length)))];
}

export function copyOf({ files }: MemoryStore): MemoryStore {
  return createMemoryStore(new Map(files));
}

/** A vault of a recovery key with some backups of the same library. */
export async function vaultWith(backups: number, library: Library): Promise<{ store: MemoryStore; vault: Vault }> {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  for (let i = 0; i < backups; i++) await runBackup(vault, library);
  return { store, vault };
}

/** Opens a vault with its recovery key. */
export const openByKey = (store: Store, options: OpenOptions = {}) =>
  openVault(store, recoveryKey, { provider, randomness, ...options });
