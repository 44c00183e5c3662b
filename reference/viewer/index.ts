/** Backups as pages that any browser opens from a folder, without the internet. */
export type { ExportSummary, FileData, Loss, OpenMedia, Sink } from "./sink.js";
export { type HtmlOptions, writeHtml } from "./write-html.js";
