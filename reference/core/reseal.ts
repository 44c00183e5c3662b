import { type BackupSummary, writeBackup } from "./backup.js";
import { toHex } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { forEachReference } from "./frame-refs.js";
import type { StoredSnapshot } from "./history.js";
import { objectName } from "./names.js";
import { errorOf, problemOf } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import type { Decoded, Frame } from "./proto/types.js";
import { resealAttachments } from "./reseal-attachments.js";
import { finishRotation } from "./rotate.js";
import { decodeSegment, segmentTable } from "./segment.js";
import { readSegmentContent } from "./segment-read.js";
import type { ValidSegmentReference } from "./snapshot.js";
import type { Vault } from "./vault.js";
import { refresh, requireWriter } from "./vault-write.js";

/** How to seal a backup anew. */
export interface ResealOptions extends OperationOptions {
  /** The newest backup, if another device made it: its sequence says that what it holds is known, or given up. */
  readonly merged?: number;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/**
 * Seals everything that the newest backup refers to anew, under ids and keys of the current epoch, and stores a snapshot
 * of it: what makes a rotation a deep one (spec: Deep rotation). Nothing that it refers to can be opened with a former
 * root key. If it stops, the next run takes what was sealed already. Memory holds a few segments, never a whole
 * attachment.
 *
 * @returns What was done; `lost` are attachments that could not be read. Undefined if there is no backup.
 * @throws KeepsakeError the fault of a segment that cannot be read, before anything of it is lost;
 * input.unsupported-version if one refers to objects in a way that this version does not know; store.conflict, and the
 * reason why the vault is read-only
 */
export async function reseal(
  vault: Vault,
  { merged, now = Date.now(), onProgress, signal }: ResealOptions = {},
): Promise<BackupSummary | undefined> {
  await refresh(vault);
  requireWriter(vault);
  await finishRotation(vault, merged);
  if (vault.latest === undefined) return undefined;
  const options = {
    ...(merged === undefined ? {} : { merged: vault.latest.sequence }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  };
  return writeBackup(vault, options, (latest) => ({
    // [@reseal-all] Without a parent nothing of it is taken.
    pass: {
      ...options,
      frames: framesOf(vault, latest!, signal),
      open: async () => undefined,
      storeAttachments: resealAttachments(vault),
      now,
      parent: undefined,
    },
    // [@reseal-snapshot]
    describe: (totals) => ({ ...latest!.snapshot, totals }),
  }));
}

/** The frames of a snapshot, as often as they are asked for. */
function framesOf(vault: Vault, { snapshot }: StoredSnapshot, signal?: AbortSignal): AsyncIterable<Decoded<Frame>> {
  return {
    async *[Symbol.asyncIterator]() {
      for (const segment of snapshot.segments) {
        signal?.throwIfAborted();
        yield* await readWhole(vault, segment).catch((error) => {
          // [@reseal-segments] What the frames were could not be told afterwards.
          throw errorOf(problemOf(error, objectName(segment.object.id)));
        });
      }
    },
  };
}

async function readWhole(vault: Vault, segment: ValidSegmentReference): Promise<Decoded<Frame>[]> {
  const content = await readSegmentContent(vault, segment);
  const { frames } = decodeSegment(content, segment);
  const known = new Set<string>();
  for (const frame of frames) forEachReference(frame, ({ id }) => known.add(toHex(id!)));
  // [@reseal-unknown]
  if (segmentTable(content).every(({ id }) => known.has(toHex(id)))) return frames;
  const message = "A newer program attached files in a way that this one does not know; let that one seal them anew.";
  throw new KeepsakeError("input.unsupported-version", message);
}
