import manifest from "../../../package.json" with { type: "json" };
import { importNotes } from "../../command/import-notes.js";
import { backup } from "../../core/backup.js";
import type { Progress } from "../../core/progress.js";
import type { Attachment } from "../../core/proto/types.js";
import type { Vault } from "../../core/vault.js";
import {
  blobSource,
  type ExportSource,
  type ImportedContent,
  type ImportOptions,
  ontoLast,
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
  const { input, lost: lostBefore } = ontoLast(vault, imported, { replace, signal });
  const bytesTotal = exports.reduce((sum, file) => sum + file.size, 0);
  const meter = createMeter(bytesTotal, onProgress);
  const { totals, counts, leftOut, lost } = await backup(vault, {
    ...input,
    openAttachment: async (attachment) => {
      const content = await input.openAttachment(attachment);
      return content && meter.watch(attachment, content);
    },
    producer: `keepsake web ${manifest.version}`,
    onProgress: meter.onProgress,
    signal,
  });
  return {
    summary: { totals, counts, leftOut, lost: [...lostBefore(), ...lost] },
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
