/**
 * What the page asks of the engine, the worker in which everything happens that takes time or holds keys. Both sides
 * speak through Comlink, which `connectEngine` hides: functions may stand anywhere in the arguments, and an error is a
 * KeepsakeError, DOMException or RangeError again on arrival.
 *
 * One vault, of sealed files only, lives in this browser (origin private file system): `own`. It is what "Turn on"
 * makes, what "Back up" adds to, and what is saved as a `.keepsake` file. A `.keepsake` file that a person opens is
 * only read: `opened`. To go on with it on this device it is adopted as `own`.
 *
 * `own` is used by one tab at a time: in another one, whatever touches it is KeepsakeError store.conflict. One long
 * operation runs at a time; a second is store.conflict too. Addresses that the engine gives are relative to the page, and
 * answered by the service worker: call `startService` of client.ts first.
 */
import type { BackupSummary } from "../../core/backup.js";
import type { Problem } from "../../core/problem.js";
import type { Progress } from "../../core/progress.js";
import type { BackupEligibility, Decoded, PasskeySlot } from "../../core/proto/types.js";
import type { AskPasskey } from "../../core/secret.js";
import type { BackupTotals } from "../../core/totals.js";
import type { ImportOptions, ImportReport } from "../../import/index.js";

/** A key to open with. `ask` runs in the page, where the browser shows its dialog. */
export type Key =
  | { readonly kind: "recovery-key"; readonly digits: string }
  | { readonly kind: "passkey"; readonly ask: AskPasskey };

/** A key to add. */
export type NewKey =
  | { readonly kind: "recovery-key"; readonly digits: string; readonly label: string }
  | { readonly kind: "passkey"; readonly enroll: Enroll };

/** Creates a passkey in the page. `existing`: passkeys of the vault, which must not be made twice. */
export type Enroll = (input: Uint8Array, existing: readonly Decoded<PasskeySlot>[]) => Promise<Enrolled>;

/** A passkey that was created and confirmed. */
export interface Enrolled {
  readonly passkey: PasskeySlot;
  readonly label: string;
  readonly backupEligibility: BackupEligibility;
  /** Output of PRF for the input, 32 bytes. Overwritten after use. */
  readonly output: Uint8Array;
}

/** A key slot, for a list. */
export interface SlotView {
  /** Hex. */
  readonly slotId: string;
  readonly kind: "recovery-key" | "passkey" | "unknown";
  readonly label: string;
  readonly createdAtMs: number;
  readonly rpId?: string;
  readonly backupEligibility: BackupEligibility;
  /** Whether it opened the vault now. */
  readonly isOpener: boolean;
}

/** A backup in the vault: what is shown before anything is restored. */
export interface BackupView {
  readonly sequence: number;
  readonly createdAtMs: number;
  /** The device that made it. */
  readonly writerName: string;
  readonly service: string;
  readonly account: string;
  readonly totals: BackupTotals;
}

/** A vault without any key. */
export interface LockedView {
  readonly state: "locked";
  /** Hex. */
  readonly vaultId: string;
  readonly slots: readonly { readonly kind: SlotView["kind"]; readonly rpId?: string }[];
  /** Size of all sealed files. */
  readonly bytes: number;
}

/** A vault that is open. */
export interface OpenView {
  readonly state: "open";
  readonly vaultId: string;
  readonly slots: readonly SlotView[];
  /** The newest first. */
  readonly backups: readonly BackupView[];
  readonly problems: readonly Problem[];
  /** Why nothing can be written. */
  readonly readOnly: Problem | undefined;
  /** `own` only: whether this browser is the device that writes to the vault. If not, ask before {@link TakeOver}. */
  readonly isWriter: boolean;
  /** The device that writes, as its owner named it; may be empty. */
  readonly writerName: string;
  readonly bytes: number;
  /** `own` only: when it was last saved as a file, and whether it has changed since. */
  readonly savedAtMs: number | undefined;
  readonly isSaved: boolean;
}

export type VaultView = { readonly state: "none" } | LockedView | OpenView;

/** Which vault. */
export type Which = "own" | "opened";

/** Where a file goes: a file that the person chose, or a download that the service worker streams. */
export type Target =
  | { readonly kind: "file"; readonly handle: FileSystemFileHandle }
  /** `start` gets a URL relative to the page; opening it starts the download, and what is fetched is what is made. */
  | { readonly kind: "download"; readonly name: string; readonly start: (url: string) => void };

/** A file that was written whole. */
export interface Saved {
  readonly bytes: number;
}

/**
 * What writes to `own` where this browser is not the writer (`isWriter` of the view) is KeepsakeError store.conflict with
 * `details.reason` "other-writer", unless the person was asked and wants this browser to be the writer from now on. A
 * browser that has forgotten that it was the writer is one such, and keeps the name that the vault has for the writer.
 */
export interface TakeOver {
  readonly takeOver?: boolean;
}

/** What a long operation takes besides. */
export interface Work {
  readonly onProgress: (progress: Progress) => void;
}

/** What a backup did. */
export interface BackedUp {
  readonly summary: Pick<BackupSummary, "totals" | "counts" | "leftOut" | "lost">;
  readonly report: ImportReport;
  /** Sentences for the person, as the command prints them. */
  readonly warnings: readonly string[];
}

/** Pages to look at a backup, served below the page by the service worker. */
export interface Browsing {
  /** First page, for a frame, relative to the page. Gone (410) when the vault is locked or closed, or browsed again. */
  readonly url: string;
  readonly chats: readonly { readonly id: string; readonly name: string; readonly messages: number }[];
  /** What could not be read, in sentences; the code is empty where there is none. */
  readonly losses: readonly { readonly code: string; readonly message: string }[];
}

/** What the provider of a store sees, in words and figures: `inspectStore`, ready to be shown. */
export interface SeenView {
  readonly vaultId: string;
  readonly files: number;
  readonly bytes: number;
  readonly epochs: number;
  readonly slots: readonly { readonly kind: SlotView["kind"]; readonly rpId?: string }[];
  readonly snapshots: number;
  readonly objects: readonly { readonly size: number; readonly count: number }[];
}

export interface Engine {
  /** The vault as it is now; opens `own` by what this browser remembers of it, if it does. */
  view(which: Which): Promise<VaultView>;
  /** Makes `own`. @throws KeepsakeError store.conflict if there is one, key.last-slot for a device-bound passkey alone */
  create(keys: readonly NewKey[], options: { writerName: string; allowDeviceBoundOnly?: boolean }): Promise<OpenView>;
  unlock(which: Which, key: Key): Promise<OpenView>;
  /** Forgets the keys of `own` in this browser, or closes `opened`. Nothing is deleted. */
  lock(which: Which): Promise<void>;
  /** Deletes `own` from this browser. Files that were saved stay. */
  remove(): Promise<void>;

  /** Adds the exports to `own`. The engine cancels what runs when {@link cancel} is called; nothing is left half-done. */
  backUp(
    exports: readonly File[],
    options: ImportOptions & TakeOver & { replace?: boolean },
    work: Work,
  ): Promise<BackedUp>;
  /**
   * Writes a vault as a `.keepsake` file. If something of `own` is missing it is KeepsakeError object.missing, with
   * `details.missing`, the sentences; a person who has read them may want the rest (`acceptMissing`).
   */
  save(which: Which, target: Target, work: Work & { readonly acceptMissing?: boolean }): Promise<Saved>;
  /** Stops the operation that runs; it rejects with an AbortError. */
  cancel(): Promise<void>;

  /** Opens a `.keepsake` file as `opened`, without a key. Reads a few KB whatever its size. */
  openFile(file: File): Promise<LockedView>;
  /** Copies `opened`, which is unlocked, into this browser and makes this device its writer. */
  adopt(options: { writerName: string }, work: Work): Promise<OpenView>;
  /** Makes pages of a backup of an open vault. Media are read when they are looked at. */
  browse(which: Which, sequence: number, work: Work): Promise<Browsing>;
  /** Writes one zip with pages and media, of everything or of one chat. */
  export(which: Which, sequence: number, chatId: string | undefined, target: Target, work: Work): Promise<Saved>;

  /** Adds a key to `own`. */
  addKey(key: NewKey, options?: TakeOver): Promise<OpenView>;
  /**
   * Changes the root key: keys at hand (`present`) stay, `remove` go, `add` come. The rest is dropped if `dropOthers`
   * says that it may be; otherwise KeepsakeError key.no-matching-slot, with `details.dropped`, their labels, and no
   * key is changed.
   */
  rotate(change: {
    readonly remove: readonly string[];
    readonly add: readonly NewKey[];
    readonly present: readonly Key[];
    readonly dropOthers: boolean;
    readonly takeOver?: boolean;
  }): Promise<{ readonly view: OpenView; readonly dropped: readonly SlotView[] }>;
  /** What a provider sees. */
  seen(which: Which): Promise<SeenView>;
  /** One end of a channel to the service worker, which asks for files to serve. */
  serve(port: MessagePort): Promise<void>;
}
