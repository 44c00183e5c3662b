/**
 * Exports of a backup into a folder of this machine.
 *
 * @module
 */
export type { ExportSummary, Loss, OpenMedia } from "../viewer/sink.js";
export { ExportError, type ExportProblem, type NamedChat } from "./errors.js";
export { exportFiles } from "./files.js";
export { createFolderSink, type FolderSink, type GrowingFile } from "./folder-sink.js";
export { dropExpired, type Frames, selectChats } from "./frames.js";
export { exportHtml } from "./html.js";
export { exportJsonl } from "./jsonl.js";
export type { ExportOptions } from "./options.js";
