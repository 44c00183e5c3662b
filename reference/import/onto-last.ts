import type { BackupInput } from "../core/backup.js";
import type { Loss } from "../core/loss.js";
import type { Frame } from "../core/proto/types.js";
import { type FrameReading, type ReadOptions, readFrames } from "../core/restore.js";
import type { Vault } from "../core/vault.js";
import { mergeFrames } from "./merge.js";
import type { ImportResult } from "./result.js";

/** An import as one more backup of a vault. */
export interface OntoLast {
  /** For `backup`. Account and service are those of the last backup, if there is one. */
  readonly input: Pick<BackupInput, "frames" | "merged"> &
    Required<Pick<BackupInput, "account" | "service">> &
    Pick<ImportResult, "openAttachment">;
  /** What of the last backup could not be read, when the frames have been. */
  readonly lost: () => readonly Loss[];
}

/**
 * Adds an import to what the last backup of a vault has.
 *
 * @param options - how the last backup is read; `replace` gives up what it has
 */
export function ontoLast(
  vault: Vault,
  imported: ImportResult,
  { replace = false, ...reading }: ReadOptions & { readonly replace?: boolean } = {},
): OntoLast {
  const { latest } = vault;
  let last: FrameReading | undefined;
  // Can be gone through more than once, for what a store loses meanwhile.
  const frames: AsyncIterable<Frame> = {
    [Symbol.asyncIterator]: () => {
      if (replace || latest === undefined) return imported.frames[Symbol.asyncIterator]();
      last = readFrames(vault, latest, reading);
      return mergeFrames(last, imported.frames);
    },
  };
  return {
    input: {
      frames,
      // Attachments with a reference are of the last backup, and stored.
      openAttachment: async (attachment) =>
        attachment.object == null ? imported.openAttachment(attachment) : undefined,
      account: latest?.snapshot.account ?? "",
      service: latest?.snapshot.service ?? (imported.report.format === "whatsapp" ? "WhatsApp" : ""),
      ...(latest === undefined ? {} : { merged: latest.sequence }),
    },
    lost: () => last?.lost ?? [],
  };
}
