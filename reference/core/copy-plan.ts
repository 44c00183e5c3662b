import { equalBytes } from "./bytes.js";
import { plaintextSize } from "./cobblestone.js";
import { createLimiter } from "./concurrency.js";
import { HEAD } from "./epoch-file.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";
import type { ParsedHeader } from "./header.js";
import { candidatesAmong, headersInOrder, type ListedHeader } from "./header-choose.js";
import { readHeaders } from "./header-list.js";
import { FOLDERS, headerName, parseName, type VaultName } from "./names.js";
import { isStoredObjectSize } from "./object.js";
import { damageOf, type Problem, problemOf } from "./problem.js";
import type { CryptoProvider } from "./provider.js";
import { LARGEST_SNAPSHOT, peekSnapshotEpoch } from "./snapshot.js";
import { listFiles, PARALLEL, type Store, type StoredFile } from "./store.js";

/** A snapshot that is to be copied. */
export interface SnapshotToCopy extends StoredFile {
  readonly epoch: number;
}

/** What a copy has to do. */
export interface CopyPlan {
  readonly objects: readonly StoredFile[];
  /** Ascending by sequence. */
  readonly snapshots: readonly SnapshotToCopy[];
  /** From the newest down. */
  readonly headers: readonly ParsedHeader[];
  /** The epoch of the newest header that the destination has; 0 if it has none. */
  readonly epoch: number;
  /** Files that only the destination has. */
  readonly extra: { readonly headers: number; readonly snapshots: number; readonly objects: number };
  /** Files of the source that are left out because they are damaged. */
  readonly problems: readonly Problem[];
}

/** Looks at both stores and writes nothing (spec: Vault, Copying). @throws KeepsakeError what stops a copier */
export async function planCopy(source: Store, destination: Store, provider: CryptoProvider): Promise<CopyPlan> {
  const listed = await readHeaders(source, provider);
  const snapshots = await namesOf(source, "snapshot");
  await requireSameHeaders(source, listed);
  // [@copy-objects-listed-last]
  const objects = await namesOf(source, "object");
  const listedThere = await readHeaders(destination, provider);
  const snapshotsThere = await namesOf(destination, "snapshot");
  const objectsThere = await namesOf(destination, "object");

  const headersThere = headersInOrder(listedThere);
  // [@copy-needs-header]
  const headers = candidatesAmong(listed, undefined);
  requireKnown([...listed, ...listedThere]);
  requireOneVault([...headers, ...headersThere]);
  requireNotBack(headers[0]!, headersThere[0]);
  requireNoNewerSnapshot(snapshots, snapshotsThere);

  const problems = listed.flatMap((entry) => ("error" in entry ? [problemOf(entry.error, entry.name)] : []));
  for (const header of headers) requireEqualHeader(header, listedThere);
  const wholeObjects = [...objects.values()].filter((file) => hasObjectSize(file, problems));
  requireEqualSizes(wholeObjects, objectsThere);
  const missingSnapshots = await snapshotsToCopy(source, destination, snapshots, snapshotsThere, problems);

  const [here, there] = [namesIn(listed), namesIn(listedThere)];
  return {
    // [@copy-all] [@copy-skip-listed] [@copy-no-others]
    objects: wholeObjects.filter(({ name }) => !objectsThere.has(name)),
    snapshots: missingSnapshots,
    headers: headers.filter(({ revision }) => !there.has(headerName(revision))),
    epoch: headersThere[0]?.epoch ?? 0,
    extra: {
      headers: without(there, here),
      snapshots: without(snapshotsThere, snapshots),
      objects: without(objectsThere, objects),
    },
    problems,
  };
}

/** How many files go from one store to another at the same time. */
export function parallelOf(source: Store, destination: Store): number {
  return Math.min(source.parallel ?? PARALLEL, destination.parallel ?? PARALLEL);
}

/** How many names of the first map the second one does not have. */
function without(names: ReadonlyMap<string, unknown>, others: ReadonlyMap<string, unknown>): number {
  return [...names.keys()].filter((name) => !others.has(name)).length;
}

type Files = ReadonlyMap<string, StoredFile>;

const namesIn = (listed: readonly ListedHeader[]) => new Map(listed.map((entry) => [entry.name, entry]));

async function namesOf(store: Store, kind: VaultName["kind"]): Promise<Files> {
  const files = await listFiles(store, FOLDERS[kind]);
  return new Map(files.flatMap((file) => (parseName(file.name)?.kind === kind ? [[file.name, file]] : [])));
}

/** A snapshot may need a header that was stored between the two lists. */
async function requireSameHeaders(source: Store, listed: readonly ListedHeader[]): Promise<void> {
  const known = namesIn(listed);
  for (const name of (await namesOf(source, "header")).keys()) {
    if (known.has(name)) continue;
    // [@copy-headers-again]
    throw new KeepsakeError("store.conflict", `The source got ${name} meanwhile; copy again.`, { name });
  }
}

/** What a newer program wrote may follow other rules. */
function requireKnown(listed: readonly ListedHeader[]): void {
  for (const entry of listed) {
    // [@copy-newer-program]
    if ("error" in entry && entry.error.code === "input.unsupported-version") throw entry.error;
  }
}

function requireOneVault([first, ...others]: readonly ParsedHeader[]): void {
  const other = others.find(({ vaultId }) => !equalBytes(vaultId, first!.vaultId));
  // [@copy-one-vault]
  if (other !== undefined)
    fail("header.fork", headerName(other.revision), "is of another vault; copy to another place.");
}

function requireNotBack(newest: ParsedHeader, there: ParsedHeader | undefined): void {
  if (there === undefined) return;
  const isHigher = there.epoch > newest.epoch || (there.epoch === newest.epoch && there.revision > newest.revision);
  // [@copy-header-rollback]
  if (isHigher) fail("header.rollback", headerName(there.revision), NEWER_HEADER);
}

function requireNoNewerSnapshot(here: Files, there: Files): void {
  // The digits of a sequence are as many in every name. [@copy-snapshot-rollback]
  const newest = [...here.keys()].at(-1) ?? "";
  const name = [...there.keys()].at(-1) ?? "";
  if (name > newest) fail("snapshot.rollback", name, NEWER_SNAPSHOT);
}

function requireEqualHeader({ revision, digest }: ParsedHeader, there: readonly ListedHeader[]): void {
  const name = headerName(revision);
  const other = there.find((entry) => entry.name === name);
  // [@copy-conflict]
  if (other !== undefined && !("header" in other && equalBytes(other.header.digest, digest))) throw conflict(name);
}

function requireEqualSizes(here: readonly StoredFile[], there: Files): void {
  for (const { name, size } of here) {
    const other = there.get(name);
    if (other !== undefined && other.size !== size) throw conflict(name);
  }
}

/**
 * The snapshots that the destination does not have and that look whole, each with the epoch that it says it is of.
 *
 * @throws KeepsakeError store.conflict if one that it has is another file
 */
async function snapshotsToCopy(
  source: Store,
  destination: Store,
  here: Files,
  there: Files,
  problems: Problem[],
): Promise<SnapshotToCopy[]> {
  async function examine(file: StoredFile): Promise<SnapshotToCopy[]> {
    const { name, size } = file;
    const other = there.get(name);
    const isPossible = plaintextSize(size - HEAD) !== undefined && size <= LARGEST_SNAPSHOT;
    const bytes = await (other !== undefined && isPossible ? source.get(name) : source.getRange(name, 0, HEAD));
    // [@copy-gone]
    if (bytes === undefined) return [];
    try {
      const epoch = peekSnapshotEpoch(bytes);
      if (!isPossible) throw new KeepsakeError("snapshot.malformed", "The snapshot has an impossible size.");
      if (other === undefined) return [{ ...file, epoch }];
    } catch (error) {
      // [@copy-damaged]
      problems.push(damageOf(error, name));
      return [];
    }
    // [@copy-conflict]
    const theirs = other.size === size ? await destination.get(name) : new Uint8Array();
    if (theirs !== undefined && !equalBytes(bytes, theirs)) throw conflict(name);
    return [];
  }
  const limited = createLimiter(parallelOf(source, destination));
  return (await Promise.all([...here.values()].map((file) => limited(() => examine(file))))).flat();
}

function hasObjectSize({ name, size }: StoredFile, problems: Problem[]): boolean {
  if (isStoredObjectSize(size)) return true;
  problems.push({ code: "object.truncated", message: `No object has ${size} bytes: ${name} is cut off.`, name });
  return false;
}

const NEWER =
  "If the source was put back to an older state, copy it to another place; if somebody planted that file, delete it by hand.";
const NEWER_HEADER = `at the destination is newer than the source. ${NEWER}`;
const NEWER_SNAPSHOT = `is at the destination and newer than all of the source. ${NEWER}`;

function fail(code: ErrorCode, name: string, what: string): never {
  throw new KeepsakeError(code, `${name} ${what}`, { name, reason: "copy" });
}

/** A name that is taken by another file. */
export function conflict(name: string): KeepsakeError {
  const message = `${name} is another file at the destination; check both, and delete it where it is damaged.`;
  return new KeepsakeError("store.conflict", message, { name, reason: "copy" });
}
