import { equalBytes } from "./bytes.js";
import { digest as digestOf } from "./digest.js";
import { HEAD } from "./epoch-file.js";
import { counts } from "./epochs.js";
import { KeepsakeError } from "./errors.js";
import { FOLDERS, parseName } from "./names.js";
import { addProblem, damageOf, errorOf, type Problem, problemOf } from "./problem.js";
import { LARGEST_SNAPSHOT, openSnapshot, peekSnapshotEpoch, type ValidSnapshot } from "./snapshot.js";
import { listFiles, type StoredFile } from "./store.js";
import type { Vault } from "./vault.js";

/** A snapshot that was opened and counts. */
export interface StoredSnapshot {
  readonly sequence: number;
  readonly name: string;
  /** Bytes of the stored file. */
  readonly size: number;
  /** Digest of the stored file, 32 bytes. */
  readonly digest: Uint8Array;
  readonly snapshot: ValidSnapshot;
}

/** A snapshot file as the store lists it. */
export interface ListedSnapshot extends StoredFile {
  readonly sequence: number;
}

/** The snapshot files of a vault, newest first. */
export async function listSnapshotFiles(vault: Pick<Vault, "store">): Promise<ListedSnapshot[]> {
  const files = await listFiles(vault.store, FOLDERS.snapshot);
  const listed = files.flatMap((file) => {
    const parsed = parseName(file.name);
    return parsed?.kind === "snapshot" ? [{ ...file, sequence: parsed.number }] : [];
  });
  return listed.reverse();
}

/**
 * Reads and opens a snapshot, whether it counts or not.
 *
 * @throws KeepsakeError snapshot.missing, snapshot.malformed, snapshot.auth, input.unsupported-version
 */
export async function readAnySnapshot(vault: Vault, file: ListedSnapshot): Promise<StoredSnapshot> {
  const { name, sequence } = file;
  const bytes = await readBytes(vault, file);
  const keys = new Map(vault.epochs.map((epoch) => [epoch.epoch, epoch.keys]));
  const snapshot = await openSnapshot(vault.provider, keys, vault.vaultId, name, bytes).catch(async (error) => {
    throw await withoutFeaturesOfOthers(vault, sequence, bytes, error);
  });
  const digest = await digestOf(vault.provider, bytes);
  return { sequence, name, size: bytes.length, digest, snapshot };
}

async function readBytes(vault: Vault, { name, size }: ListedSnapshot): Promise<Uint8Array> {
  const bytes = await (size > LARGEST_SNAPSHOT ? vault.store.getRange(name, 0, HEAD) : vault.store.get(name));
  if (bytes === undefined) throw new KeepsakeError("snapshot.missing", `${name} is gone.`, { name });
  // [@snapshot-size-limit]
  if (size > LARGEST_SNAPSHOT) {
    peekSnapshotEpoch(bytes);
    throw new KeepsakeError("snapshot.malformed", `${name} is larger than a snapshot can be.`, { name });
  }
  return bytes;
}

/** A former holder of a root key can ask for any feature in a closed epoch; only of a snapshot that counts is it said. */
async function withoutFeaturesOfOthers(vault: Vault, sequence: number, bytes: Uint8Array, error: unknown) {
  if (!needsNewerProgram(error)) return error;
  const epoch = vault.epochs.find((candidate) => candidate.epoch === peekSnapshotEpoch(bytes))!;
  if (counts(epoch, sequence, await digestOf(vault.provider, bytes))) return error;
  return new KeepsakeError(error.code, error.message, { cause: error });
}

/** Whether a newer program wrote a snapshot that counts. A version byte that nobody has authenticated says nothing. */
export function needsNewerProgram(error: unknown): error is KeepsakeError {
  return error instanceof KeepsakeError && error.details.features !== undefined;
}

/**
 * Reads and opens a snapshot, and sees that it counts (spec: Closed epochs).
 *
 * @throws KeepsakeError snapshot.fork, and as {@link readAnySnapshot}
 */
export async function readSnapshot(vault: Vault, file: ListedSnapshot): Promise<StoredSnapshot> {
  const stored = await readAnySnapshot(vault, file);
  const { name, sequence, digest, snapshot } = stored;
  const epoch = vault.epochs.find((candidate) => candidate.epoch === snapshot.epoch)!;
  // [@epoch-closed]
  if (!counts(epoch, sequence, digest)) {
    const message = `${name} was added by someone with an old key, or replaces what was there when the key changed.`;
    throw new KeepsakeError("snapshot.fork", message, { name });
  }
  return stored;
}

/** Finds the newest snapshot that counts and puts it, or what stands in its way, into the vault. */
export async function findLatest(vault: Vault): Promise<void> {
  vault.latest = undefined;
  vault.latestError = undefined;
  for (const file of await listSnapshotFiles(vault)) {
    try {
      const stored = await readSnapshot(vault, file);
      vault.latestError = headerTooOld(vault, stored) ?? beforeTheEnd(vault, stored);
      // [@snapshot-choose]
      if (vault.latestError === undefined) vault.latest = stored;
    } catch (error) {
      // [@snapshot-unsupported-final]
      if (!needsNewerProgram(error)) {
        // [@snapshot-skip] [@snapshot-version-skip]
        addProblem(vault.problems, damageOf(error, file.name));
        continue;
      }
      vault.latestError = error;
    }
    break;
  }
  if (vault.latestError === undefined) return;
  const problem = problemOf(vault.latestError);
  addProblem(vault.problems, problem);
  vault.readOnly ??= problem;
}

function headerTooOld(vault: Vault, { name, snapshot }: StoredSnapshot): KeepsakeError | undefined {
  const { revision } = vault.header;
  // [@snapshot-min-header]
  if (snapshot.minHeaderRevision <= revision) return undefined;
  const message = `${name} needs header ${snapshot.minHeaderRevision}, but the newest here is ${revision}: it was removed.`;
  return new KeepsakeError("header.rollback", message, { name, reason: "header-removed" });
}

/**
 * Where the header says that an epoch ended, nothing older may pass for the newest: whoever has the former key could
 * have made it. [@snapshot-choose-closed]
 */
function beforeTheEnd(vault: Vault, { name, sequence, snapshot }: StoredSnapshot): KeepsakeError | undefined {
  const last = vault.details.formerEpochs.at(-1);
  if (last === undefined || snapshot.epoch === vault.header.epoch || sequence === last.lastSequence) return undefined;
  const message = `The newest backups are gone: the header knows of backup ${last.lastSequence}, and ${name} is older. Ask for it by its number to restore it.`;
  return new KeepsakeError("snapshot.rollback", message, { name, sequence });
}

/**
 * All snapshots that count, newest first, one in memory at a time.
 *
 * @param problems - gets what is ignored: damaged, planted, or not what a later snapshot says of it
 */
export async function* listSnapshots(vault: Vault, problems: Problem[] = []): AsyncGenerator<StoredSnapshot> {
  // Digests of earlier snapshots, by what the later ones list.
  const expected = new Map<number, Uint8Array>();
  for (const file of await listSnapshotFiles(vault)) {
    let stored: StoredSnapshot;
    try {
      stored = await readSnapshot(vault, file);
      checkListed(stored, expected);
    } catch (error) {
      addProblem(problems, damageOf(error, file.name));
      continue;
    }
    for (const { sequence, digest } of stored.snapshot.ancestors) {
      if (!expected.has(sequence)) expected.set(sequence, digest);
    }
    yield stored;
  }
}

function checkListed({ sequence, name, digest }: StoredSnapshot, expected: ReadonlyMap<number, Uint8Array>): void {
  const listed = expected.get(sequence);
  // [@parent-mismatch]
  if (listed === undefined || equalBytes(listed, digest)) return;
  throw new KeepsakeError("snapshot.parent-mismatch", `${name} is not the one that a later backup follows.`, { name });
}

/**
 * The snapshot to restore: the newest, or the one of that sequence.
 *
 * @throws KeepsakeError snapshot.missing, header.rollback, input.unsupported-version, and the fault of the chosen one
 */
export async function chooseSnapshot(vault: Vault, sequence?: number): Promise<StoredSnapshot> {
  const { latest, latestError } = vault;
  if (sequence === undefined || sequence === latest?.sequence) {
    if (latest !== undefined) return latest;
    // [@snapshot-none]
    throw latestError ?? new KeepsakeError("snapshot.missing", "There is no backup in this vault yet.");
  }
  const problems: Problem[] = [];
  for await (const stored of listSnapshots(vault, problems)) {
    if (stored.sequence !== sequence) continue;
    const tooOld = headerTooOld(vault, stored);
    if (tooOld !== undefined) throw tooOld;
    return stored;
  }
  const file = (await listSnapshotFiles(vault)).find((listed) => listed.sequence === sequence);
  const problem = problems.find(({ name }) => name === file?.name);
  if (file === undefined || problem === undefined) {
    const message = `There is no snapshot ${sequence} in this vault.`;
    throw new KeepsakeError("snapshot.missing", message, { sequence, reason: "no-such-snapshot" });
  }
  // [@restore-asked]
  throw errorOf(problem);
}
