import { open } from "../core/cobblestone.js";
import { MARK_FILE, openEpochFile, SNAPSHOT_FILE } from "../core/epoch-file.js";
import { FILE_KIND, filePrefix } from "../core/file-prefix.js";
import { parseHeader, verifyHeader } from "../core/header.js";
import { listSnapshots } from "../core/history.js";
import { objectName, parseName } from "../core/names.js";
import { OBJECT_TYPE, objectContext, objectKey } from "../core/object.js";
import { unpad } from "../core/padding.js";
import { encodeHeaderDetails } from "../core/proto/codec.js";
import { referencedObjects } from "../core/references.js";
import { listFiles } from "../core/store.js";
import type { Vault } from "../core/vault.js";

/** A stored file, and what a holder of all keys makes of it. */
export interface Decrypted {
  readonly name: string;
  readonly stored: Uint8Array;
  readonly content: Uint8Array;
}

/** Opens every file of a vault with the keys alone, whether a snapshot refers to it or not. */
export async function decryptAll(vault: Vault): Promise<Decrypted[]> {
  const decrypted: Decrypted[] = [];
  for (const { name } of await listFiles(vault.store, "")) {
    const stored = (await vault.store.get(name))!;
    decrypted.push({ name, stored, content: await contentOf(vault, name, stored) });
  }
  return decrypted;
}

async function contentOf(vault: Vault, name: string, stored: Uint8Array): Promise<Uint8Array> {
  const { provider, vaultId, epochs } = vault;
  const keysByEpoch = new Map(epochs.map(({ epoch, keys }) => [epoch, keys]));
  const parsed = parseName(name);
  if (parsed?.kind === "object") return objectContent(vault, parsed.id, stored);
  if (parsed?.kind === "header") {
    const header = await parseHeader(provider, stored, parsed.number);
    const { rootKey } = epochs.find(({ epoch }) => epoch === header.epoch)!;
    return encodeHeaderDetails(await verifyHeader(provider, header, rootKey));
  }
  const file = parsed?.kind === "mark" ? MARK_FILE : SNAPSHOT_FILE;
  return (await openEpochFile(provider, file, keysByEpoch, vaultId, name, stored)).protobuf;
}

/** The key of an object follows from its id, and its epoch and type can only be few. */
async function objectContent({ provider, vaultId, epochs }: Vault, id: Uint8Array, stored: Uint8Array) {
  const sealed = stored.subarray(filePrefix(FILE_KIND.object).length);
  for (const { keys } of epochs) {
    const key = await objectKey(provider, keys, id);
    for (const type of Object.values(OBJECT_TYPE)) {
      const padded = await open(provider, key, objectContext(vaultId, type, id), sealed).catch(() => undefined);
      if (padded !== undefined) return unpad(padded)!;
    }
  }
  throw new Error("an object opens with no key of the vault");
}

/** Names of the files in which one of the pieces stands, sealed or opened, each with the piece. */
export function findIn(files: readonly Decrypted[], pieces: readonly (string | Uint8Array)[]): string[] {
  return files.flatMap(({ name, stored, content }) =>
    pieces.flatMap((piece) => {
      const isIn = [stored, content].some((bytes) => Buffer.from(bytes).includes(Buffer.from(piece as Uint8Array)));
      return isIn ? [`${name}: ${typeof piece === "string" ? piece : `${piece.length} bytes`}`] : [];
    }),
  );
}

/** Stored objects that no snapshot refers to. */
export async function unreferenced(vault: Vault): Promise<string[]> {
  const referenced = await referencedObjects(vault, listSnapshots(vault));
  const needed = new Set(Array.from(referenced, ([id]) => objectName(id)));
  return (await listFiles(vault.store, "objects/")).map(({ name }) => name).filter((name) => !needed.has(name));
}
