import type { ExportSummary } from "../viewer/sink.js";
import { writeHtml } from "../viewer/write-html.js";
import type { Frames } from "./frames.js";
import { beginExport, type ExportOptions } from "./options.js";

/**
 * Writes the backup as pages that a browser opens from the folder, beginning with `index.html`.
 *
 * @throws {ExportError} before anything is written
 */
export async function exportHtml(frames: Frames, target: string, options: ExportOptions): Promise<ExportSummary> {
  const { frames: chosen, sink, summary, now } = await beginExport(frames, target, options);
  const written = await writeHtml(chosen, sink, { ...options, now });
  return { ...written, expired: summary.expired };
}
