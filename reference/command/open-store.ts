import { readdir, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { openArchive } from "../core/archive-read.js";
import { KeepsakeError } from "../core/errors.js";
import type { Store } from "../core/store.js";
import { archiveStore } from "../core/store-archive.js";
import { openFile } from "../node/file-source.js";
import { folderStore } from "../node/store-folder.js";
import type { S3Store } from "../s3/store-s3.js";
import { UsageError } from "./exit-codes.js";

/** A vault's files: in a folder, in a bucket, or in an archive that is read in place. */
export interface OpenedStore {
  readonly store: Store;
  /** Archives cannot be written. */
  readonly isArchive: boolean;
  close(): Promise<void>;
}

/** What a store other than a folder needs to be told besides its address. */
export interface StoreOptions {
  /** Where an S3-compatible service answers; Amazon's own otherwise. */
  readonly endpoint?: string;
  /** The profile of the AWS configuration that has credentials, region and address; as the environment says otherwise. */
  readonly profile?: string;
  /** Whether no other device writes to this vault, so that a store without put-if-absent may be used. */
  readonly singleWriter?: boolean;
}

/**
 * Opens the vault at `path`: a folder, a .keepsake file, or `s3://bucket/prefix`.
 *
 * @throws KeepsakeError header.missing, archive.*, input.*, store.unavailable
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<OpenedStore> {
  if (isS3(path)) return { store: await openS3(path, options), isArchive: false, close: async () => {} };
  const kind = await kindOf(path);
  if (kind === undefined) throw new KeepsakeError("header.missing", `There is nothing at ${path}.`, { name: path });
  if (kind === "folder") return { store: folderStore(path), isArchive: false, close: async () => {} };
  const source = await openFile(path);
  try {
    return { store: archiveStore(await openArchive(source)), isArchive: true, close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Opens a vault for writing. @throws KeepsakeError header.missing, store.unavailable for an archive */
export async function openFolder(path: string, options: StoreOptions = {}): Promise<Store> {
  const kind = await kindOf(path);
  if (kind === "file") {
    const message = `${path} is a file, and an archive cannot be changed; unpack it into a vault first: \`keepsake archive unpack FILE VAULT\`.`;
    throw new KeepsakeError("store.unavailable", message, { name: path, reason: "archive" });
  }
  const { store } = await openStore(path, options);
  return store;
}

/** The store at `path` for a vault that is not there yet, or only in part: a folder, or `s3://bucket/prefix`. */
export async function newStore(path: string, options: StoreOptions = {}): Promise<Store> {
  if (!isS3(path)) return folderStore(path);
  const store = await openS3(path, options);
  await store.prepareToWrite();
  return store;
}

/** Where the vault at `path` lies, by whatever name it is called. @throws KeepsakeError store.unavailable, UsageError */
export async function placeOf(path: string, options: StoreOptions = {}): Promise<string> {
  if (isS3(path)) return (await openS3(path, options)).place();
  return realpath(path).catch(() => resolve(path));
}

/** Whether there is a file or folder. */
export async function exists(path: string): Promise<boolean> {
  return (await kindOf(path)) !== undefined;
}

/** Whether a folder is missing, or a place of a store has nothing in it. */
export async function isFree(path: string, options: StoreOptions = {}): Promise<boolean> {
  if (isS3(path)) {
    for await (const _ of (await openS3(path, options)).list("")) return false;
    return true;
  }
  if ((await kindOf(path)) === "file") return false;
  return (await readdir(path).catch(() => [])).length === 0;
}

/** Whether this is the address of a bucket, well-formed or not. */
export function isS3(path: string): boolean {
  return path.startsWith("s3://");
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** The client is loaded only for those who need it. */
async function openS3(path: string, { endpoint, profile, singleWriter = false }: StoreOptions): Promise<S3Store> {
  // Its notice about old versions of Node is for those who write programs.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const { parseS3Address, s3Store } = await import("../s3/index.js");
  const address = parseS3Address(path);
  if (address === undefined) throw new UsageError(`${path} is no address of a vault; write s3://BUCKET/PREFIX.`);
  // What is wrong may hold a password, so it is not repeated.
  if (endpoint !== undefined && !/^https?:\/\/[^/@]+(\/[^@]*)?$/u.test(endpoint)) {
    throw new UsageError(
      "--endpoint takes an address such as https://s3.example.com, without a user name or password.",
    );
  }
  const options = { ...address, singleWriter, ...(endpoint === undefined ? {} : { endpoint }) };
  if (profile === undefined) return s3Store(options);
  // It warns of keys in the environment, which are for the other store.
  const store = s3Store({ ...options, client: { profile, logger: SILENT } });
  // It takes the address of the profile that the environment names, whichever profile it is told to use.
  const { AWS_PROFILE: before } = process.env;
  process.env.AWS_PROFILE = profile;
  await store.place().finally(() => {
    if (before === undefined) delete process.env.AWS_PROFILE;
    else process.env.AWS_PROFILE = before;
  });
  return store;
}

async function kindOf(path: string): Promise<"folder" | "file" | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? "folder" : "file";
}
