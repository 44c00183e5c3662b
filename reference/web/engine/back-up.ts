import manifest from "../../../package.json" with { type: "json" };
import { importNotes } from "../../command/import-notes.js";
import { backup } from "../../core/backup.js";
import type { Progress } from "../../core/progress.js";
import type { Attachment, Frame } from "../../core/proto/types.js";
import { type FrameReading, readFrames } from "../../core/restore.js";
import type { Vault } from "../../core/vault.js";
import {
  blobSource,
  type ExportSource,
  type ImportedContent,
  type ImportOptions,
  mergeFrames,
  openExport,
} from "../../import/index.js";
import type { BackedUp } from "./contract.js";

/** How to add exports to a vault. */
export interface BackUpOptions extends ImportOptions {
  /** Gives up what the last backup has, instead of merging. */
  readonly replace?: boolean;
}

/** Adds exports to a vault as one more backup, together with what the last one has (as `keepsake backup` does). */
export async function backUpExports(
  vault: Vault,
  exports: readonly File[],
  { replace = false, ...options }: BackUpOptions,
  { onProgress, signal }: { onProgress: (progress: Progress) => void; signal: AbortSignal },
): Promise<BackedUp> {
  const imported = await openExport(await sourcesOf(exports), options);
  const { latest } = vault;
  const readings: FrameReading[] = [];
  const frames: AsyncIterable<Frame> = {
    [Symbol.asyncIterator]: () => {
      if (replace || latest === undefined) return imported.frames[Symbol.asyncIterator]();
      const reading = readFrames(vault, latest, { signal });
      readings.push(reading);
      return mergeFrames(reading, imported.frames);
    },
  };
  const bytesTotal = exports.reduce((sum, file) => sum + file.size, 0);
  const meter = createMeter(bytesTotal, onProgress);
  const { totals, counts, leftOut, lost } = await backup(vault, {
    frames,
    openAttachment: async (attachment) => {
      // Attachments with a reference are of the last backup, and stored.
      const content = attachment.object == null ? await imported.openAttachment(attachment) : undefined;
      return content && meter.watch(attachment, content);
    },
    account: latest?.snapshot.account ?? "",
    service: latest?.snapshot.service ?? (imported.report.format === "whatsapp" ? "WhatsApp" : ""),
    producer: `keepsake web ${manifest.version}`,
    ...(latest === undefined ? {} : { merged: latest.sequence }),
    onProgress: meter.onProgress,
    signal,
  });
  return {
    summary: { totals, counts, leftOut, lost: [...(readings.at(-1)?.lost ?? []), ...lost] },
    report: imported.report,
    warnings: importNotes(imported.report, "back up again and say who you are"),
  };
}

/** Zips one by one; what stands beside them is the content of a folder. */
async function sourcesOf(files: readonly File[]): Promise<ExportSource[]> {
  const isZip = ({ name }: File) => /\.zip$/i.test(name);
  const sources: ExportSource[] = [];
  for (const file of files.filter(isZip)) sources.push(await blobSource(file.name, [{ path: file.name, blob: file }]));
  const loose = files.filter((file) => !isZip(file));
  const [first] = loose;
  if (first === undefined) return sources;
  const pathOf = (file: File) => file.webkitRelativePath || file.name;
  const paths = loose.map((blob) => ({ path: pathOf(blob), blob }));
  return [...sources, await blobSource(pathOf(first).split("/")[0]!, paths)];
}

/**
 * Counts attachments while they are read and not only when they are stored, so that a long video does not stand still.
 * Each is read twice: first for its digest, then to be sealed.
 */
function createMeter(bytesTotal: number, onProgress: (progress: Progress) => void) {
  const underWay = new Map<string, number>();
  let finished = 0;
  let shown = 0;

  function show(name: string): void {
    const now = finished + [...underWay.values()].reduce((sum, bytes) => sum + bytes / 2, 0);
    shown = Math.max(shown, Math.min(bytesTotal, Math.floor(now)));
    onProgress({ phase: "seal", bytesDone: shown, bytesTotal, name });
  }

  return {
    watch(attachment: Attachment, content: ImportedContent): ImportedContent {
      const name = attachment.fileName || (attachment.id ?? "");
      let read = 0;
      return {
        ...content,
        read: async function* () {
          for await (const piece of content.read()) {
            yield piece;
            read += piece.length;
            underWay.set(name, read);
            show(name);
          }
        },
      };
    },
    onProgress({ bytesDone, name }: Progress): void {
      finished = bytesDone;
      underWay.delete(name);
      show(name);
    },
  };
}
