/**
 * What needs Node: importing this module makes `node:crypto` the default provider.
 *
 * @module
 */
import { setDefaultProvider } from "../core/provider.js";
import { nodeProvider } from "./provider-node.js";

setDefaultProvider(nodeProvider);

export { SealFailure, type SealFailureKind } from "../core/cobblestone-message.js";
export { type FileSource, fileContent, openFile, writeNewFile } from "./file-source.js";
export type { FileData } from "./folder-put.js";
export { openSealedFile, sealFile } from "./seal-file.js";
export { folderStore } from "./store-folder.js";
export { nodeProvider };
