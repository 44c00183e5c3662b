import { openArchive, verifyArchive } from "../../../../reference/core/archive-read.js";
import { KeepsakeError } from "../../../../reference/core/errors.js";
import { bytesSource } from "../../../../reference/core/source.js";
import { archiveStore } from "../../../../reference/core/store-archive.js";
import { Mismatch } from "../../case.js";
import type { Files } from "./scene.js";
import { provider } from "./seed.js";

/** The files of an archive in their order, every record compared with the index. @throws Mismatch if it is none */
export async function readArchiveEntries(file: Uint8Array): Promise<Files> {
  try {
    const archive = await openArchive(bytesSource(file), provider);
    await verifyArchive(archive);
    const names = [...archive.entries.keys()];
    const store = archiveStore(archive);
    const files = await Promise.all(names.map(async (name) => [name, (await store.get(name))!] as const));
    return Object.fromEntries(files);
  } catch (error) {
    if (!(error instanceof KeepsakeError)) throw error;
    throw new Mismatch(`The archive cannot be read: ${error.code}: ${error.message}`);
  }
}
