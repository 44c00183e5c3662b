import { toHex } from "./bytes.js";
import { checkHeaders, sizeProblem, unknownNames } from "./check-files.js";
import { forEachAttachment } from "./frame-refs.js";
import { listSnapshots, type StoredSnapshot } from "./history.js";
import { createIdMap, type ReadonlyIdMap } from "./id-map.js";
import { attachmentLoss, type Loss } from "./loss.js";
import { markedIds, readMarks } from "./marks.js";
import { objectName } from "./names.js";
import { listObjects } from "./object-list.js";
import { compareOrderKeys, orderKey } from "./order-key.js";
import { addProblem, type Problem, problemOf } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import type { Attachment, Frame } from "./proto/types.js";
import { readFrames } from "./restore.js";
import { openAttachment, openThumbnail } from "./restore-attachment.js";
import { readSegmentTable } from "./segment-read.js";
import type { StoredFile } from "./store.js";
import type { Vault } from "./vault.js";

/** How to check a vault. */
export interface CheckOptions extends OperationOptions {
  /** Reads every byte that a restore would read, instead of sizes and the tables of segments alone. */
  readonly readData?: boolean;
  /** Ids, in hex, of attachments that an earlier check found whole. They are not read again, and more are added. */
  readonly whole?: Set<string>;
}

/** What a check found. */
export interface CheckReport {
  /** Faults, each with its code and, but for a fault between frames, the name of the file. None: the vault is sound. */
  readonly findings: readonly (Problem | Loss)[];
  /** Names that no vault has. Readers ignore them. */
  readonly unknownNames: readonly string[];
  /**
   * Objects that no snapshot refers to, left by a backup that was stopped or a snapshot that was forgotten. No fault.
   * Undefined if a segment cannot be read, so that it is not known what it refers to.
   */
  readonly unreferenced: readonly (StoredFile & { readonly marked: boolean })[] | undefined;
  /** Snapshots that count, newest first. */
  readonly sequences: readonly number[];
  /** Objects that they refer to. */
  readonly objects: number;
  /** Bytes of content that were read and verified. */
  readonly bytesRead: number;
}

/**
 * Checks a vault and changes nothing: names, headers, every snapshot and its chain, the table of every segment, and that
 * every object is stored with the size that it must have. With `readData`, everything that a restore would read
 * (spec: Checking).
 */
export async function checkVault(vault: Vault, options: CheckOptions = {}): Promise<CheckReport> {
  const { readData = false, whole, onProgress, signal } = options;
  const findings: (Problem | Loss)[] = [...vault.problems];
  // [@check-reports]
  for (const problem of await checkHeaders(vault)) addProblem(findings, problem);
  const marked = markedIds(await readMarks(vault, findings));
  const sizes = await listObjects(vault.store);
  const total = readData ? { bytesTotal: bytesToRead(sizes, whole) } : {};
  const referenced = createIdMap();
  /** Content that has been read, or was tried, by id. */
  const done = new Set<string>();
  const sequences: number[] = [];
  let allRead = true;
  let bytesRead = 0;

  function progress(bytes: number, name: string): void {
    bytesRead += bytes;
    onProgress?.({ phase: "check", bytesDone: bytesRead, ...total, name });
  }

  async function checkTables({ snapshot }: StoredSnapshot): Promise<void> {
    for (const segment of snapshot.segments) {
      signal?.throwIfAborted();
      if (referenced.has(segment.object.id)) continue;
      referenced.set(segment.object.id, segment.object.length);
      try {
        for (const { id, length } of await readSegmentTable(vault, segment)) referenced.set(id, length);
        progress(segment.object.length, objectName(segment.object.id));
      } catch (error) {
        allRead = false;
        addProblem(findings, problemOf(error, objectName(segment.object.id)));
      }
    }
  }

  async function checkContent(stored: StoredSnapshot): Promise<void> {
    const options = { acceptLostAccount: true, keepExpired: true, ...(signal === undefined ? {} : { signal }) };
    const reading = readFrames(vault, stored, options);
    const lost: Loss[] = [];
    for await (const frame of reading) {
      const attachments: Attachment[] = [];
      forEachAttachment(frame, (attachment) => attachments.push(attachment));
      for (const attachment of attachments) {
        for (const kind of ["attachment", "thumbnail"] as const) {
          const loss = await checkAttachment(frame, attachment, kind);
          if (loss !== undefined) lost.push(loss);
        }
      }
    }
    lost.push(...reading.lost);
    for (const loss of lost.sort((a, b) => compareOrderKeys(a.first, b.first))) addProblem(findings, loss);
  }

  async function checkAttachment(
    frame: Frame,
    attachment: Attachment,
    kind: "attachment" | "thumbnail",
  ): Promise<Loss | undefined> {
    const reference = kind === "attachment" ? attachment.object : attachment.thumbnail;
    const hex = reference == null ? "" : toHex(reference.id!);
    if (reference == null || done.has(hex) || whole?.has(hex)) return undefined;
    done.add(hex);
    const name = objectName(reference.id!);
    try {
      for await (const piece of (kind === "attachment" ? openAttachment : openThumbnail)(vault, attachment)) {
        signal?.throwIfAborted();
        progress(piece.length, name);
      }
      whole?.add(hex);
      return undefined;
    } catch (error) {
      return attachmentLoss(problemOf(error, name), kind, frame, orderKey(frame)!, attachment);
    }
  }

  for await (const stored of listSnapshots(vault, findings)) {
    sequences.push(stored.sequence);
    // First what says most of a lost segment.
    // [@check-data]
    if (readData) await checkContent(stored);
    await checkTables(stored);
  }
  for (const [id, length] of referenced) {
    const problem = sizeProblem(id, length, sizes.get(id));
    if (problem !== undefined) addProblem(findings, problem);
  }
  const unreferenced: (StoredFile & { marked: boolean })[] = [];
  for (const [id, size] of sizes) {
    if (!referenced.has(id)) unreferenced.push({ name: objectName(id), size, marked: marked.has(id) });
  }
  return {
    findings,
    unknownNames: await unknownNames(vault),
    unreferenced: allRead ? unreferenced : undefined,
    sequences,
    objects: referenced.size,
    bytesRead,
  };
}

/** What is stored besides whole attachments: a little more than is read, with padding and what no snapshot refers to. */
function bytesToRead(sizes: ReadonlyIdMap, whole: ReadonlySet<string> | undefined): number {
  let bytes = 0;
  for (const [id, size] of sizes) if (!whole?.has(toHex(id))) bytes += size;
  return bytes;
}
