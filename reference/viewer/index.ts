/** Backups as pages that any browser opens from a folder, without the internet. */
export { type Display, type ServedType, servedType } from "./media-types.js";
export { pagePolicy } from "./page.js";
export type { ExportSummary, FileData, LinkMedia, Loss, MediaSource, OpenMedia, Sink } from "./sink.js";
export { type HtmlOptions, type PageOptions, writeHtml } from "./write-html.js";
