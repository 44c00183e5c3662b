import { toHex } from "./bytes.js";
import { defaultProvider } from "./default-provider.js";
import { MARK_FILE, peekEpoch, SNAPSHOT_FILE } from "./epoch-file.js";
import { readHeaders } from "./header-list.js";
import { listSnapshots, type StoredSnapshot } from "./history.js";
import { parseName, type VaultName } from "./names.js";
import { type Problem, problemOf } from "./problem.js";
import type { Decoded, PasskeySlot, Snapshot } from "./proto/types.js";
import type { CryptoProvider } from "./provider.js";
import { listSlots, type SlotSummary } from "./slot-list.js";
import type { Store } from "./store.js";
import { type BackupTotals, noTotals } from "./totals.js";
import type { Vault } from "./vault.js";

/** What a store sees of one header. */
export interface HeaderView {
  readonly name: string;
  readonly size: number;
  readonly revision: number;
  /** What is wrong with it; the rest is then unknown. */
  readonly problem?: Problem;
  readonly vaultId?: Uint8Array;
  readonly epoch?: number;
  readonly prfSalt?: Uint8Array;
  readonly slots?: readonly {
    readonly slotId: Uint8Array;
    readonly kind: "recovery-key" | "passkey" | "unknown";
    readonly passkey: Decoded<PasskeySlot> | null;
  }[];
}

/** What a store sees of a snapshot or mark. */
export interface EpochFileView {
  readonly name: string;
  readonly size: number;
  readonly number: number;
  /** Undefined: the file is damaged. */
  readonly epoch: number | undefined;
}

/** Everything that whoever keeps a vault can see of it. */
export interface StoreView {
  /** Ascending by revision. */
  readonly headers: readonly HeaderView[];
  readonly snapshots: readonly EpochFileView[];
  readonly marks: readonly EpochFileView[];
  /** Objects by stored size, ascending; padding leaves few different sizes. */
  readonly objects: readonly { readonly size: number; readonly count: number }[];
  /** Names that no vault has. */
  readonly unknownNames: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/** Shows what a store can see of a vault without any key: exactly this, times of access aside. */
export async function inspectStore(store: Store, provider: CryptoProvider = defaultProvider()): Promise<StoreView> {
  const sizes = new Map<string, number>();
  const objects = new Map<number, number>();
  const unknownNames: string[] = [];
  const snapshots: EpochFileView[] = [];
  const marks: EpochFileView[] = [];
  let files = 0;
  let bytes = 0;
  for await (const { name, size } of store.list("")) {
    const parsed = parseName(name);
    files++;
    bytes += size;
    if (parsed === undefined) unknownNames.push(name);
    else if (parsed.kind === "object") objects.set(size, (objects.get(size) ?? 0) + 1);
    else if (parsed.kind === "header") sizes.set(name, size);
    else (parsed.kind === "mark" ? marks : snapshots).push(await viewEpochFile(store, name, size, parsed));
  }
  const headers = (await readHeaders(store, provider)).map((listed): HeaderView => {
    const { name, revision } = listed;
    const view = { name, revision, size: sizes.get(name) ?? 0 };
    if ("error" in listed) return { ...view, problem: problemOf(listed.error, name) };
    const { vaultId, epoch, prfSalt, slots } = listed.header;
    return {
      ...view,
      vaultId,
      epoch,
      prfSalt,
      slots: slots.map(({ slotId, kind, passkey }) => ({ slotId, kind, passkey })),
    };
  });
  const byNumber = (a: EpochFileView, b: EpochFileView) => a.number - b.number;
  return {
    headers,
    snapshots: snapshots.sort(byNumber),
    marks: marks.sort(byNumber),
    objects: [...objects].sort(([a], [b]) => a - b).map(([size, count]) => ({ size, count })),
    unknownNames: unknownNames.sort(),
    files,
    bytes,
  };
}

async function viewEpochFile(
  store: Store,
  name: string,
  size: number,
  { kind, number }: Extract<VaultName, { number: number }>,
): Promise<EpochFileView> {
  const head = (await store.getRange(name, 0, 18)) ?? new Uint8Array();
  let epoch: number | undefined;
  try {
    epoch = peekEpoch(kind === "mark" ? MARK_FILE : SNAPSHOT_FILE, head);
  } catch (error) {
    problemOf(error);
  }
  return { name, size, number, epoch };
}

/** One backup, as its owner sees it. */
export interface SnapshotView
  extends Pick<
    Decoded<Snapshot>,
    "epoch" | "writerName" | "account" | "service" | "createdAtMs" | "producer" | "minHeaderRevision"
  > {
  readonly sequence: number;
  readonly size: number;
  /** Digest of the stored file, 32 bytes. */
  readonly digest: Uint8Array;
  readonly segments: number;
  /** As its writer says, for display only. */
  readonly totals: BackupTotals;
}

/** Shows one snapshot. */
export function viewSnapshot({ sequence, size, digest, snapshot }: StoredSnapshot): SnapshotView {
  const { epoch, writerName, account, service, createdAtMs, producer, minHeaderRevision } = snapshot;
  const said = { epoch, writerName, account, service, createdAtMs, producer, minHeaderRevision };
  const { $unknowns: _, ...totals } = { ...noTotals(), ...snapshot.totals };
  return { ...said, sequence, size, digest, segments: snapshot.segments.length, totals };
}

/** What is in a vault, as its owner sees it. */
export interface VaultView {
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  readonly revision: number;
  /** Former epochs of which snapshots can still be read. */
  readonly formerEpochs: readonly { readonly epoch: number; readonly lastSequence: number }[];
  /** The device that backs up. */
  readonly writer: { readonly id: Uint8Array; readonly name: string; readonly isThisDevice: boolean };
  readonly slots: readonly SlotSummary[];
  /** Newest first. */
  readonly snapshots: readonly SnapshotView[];
  readonly readOnly: Problem | undefined;
  readonly problems: readonly Problem[];
}

/** Shows what is in an open vault: its keys, its devices, and all snapshots that count. */
export async function inspectVault(vault: Vault): Promise<VaultView> {
  const { vaultId, header, details, writerId, readOnly } = vault;
  const problems = [...vault.problems];
  const snapshots: SnapshotView[] = [];
  for await (const stored of listSnapshots(vault, problems)) snapshots.push(viewSnapshot(stored));
  const isThisDevice = writerId !== undefined && toHex(writerId) === toHex(details.writerId);
  return {
    vaultId,
    epoch: header.epoch,
    revision: header.revision,
    formerEpochs: details.formerEpochs.map(({ epoch, lastSequence }) => ({ epoch, lastSequence })),
    writer: { id: details.writerId, name: details.writerName, isThisDevice },
    slots: listSlots(vault),
    snapshots,
    readOnly,
    problems,
  };
}
