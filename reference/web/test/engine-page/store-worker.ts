/** The store of this browser alone, for the suite that every store passes. */
import { expose } from "comlink";
import { listFiles, type Store } from "../../../core/store.js";
import { opfsStore } from "../../engine/opfs-store.js";
import { prepareWire } from "../../engine/wire.js";

const HOME = "store-under-test";
let store: Store;

/** A store whose pieces come from elsewhere, one by one; undefined is the end. */
const storeForTest = {
  async open() {
    const top = await navigator.storage.getDirectory();
    await top.removeEntry(HOME, { recursive: true }).catch(() => {});
    store = await opfsStore(await top.getDirectoryHandle(HOME, { create: true }));
  },
  /** Opens it again, as after a crash. */
  async reopen() {
    const top = await navigator.storage.getDirectory();
    store = await opfsStore(await top.getDirectoryHandle(HOME, { create: true }));
  },
  get: async (name: string) => numbers(await store.get(name)),
  getRange: async (name: string, offset: number, length: number) => numbers(await store.getRange(name, offset, length)),
  putIfAbsent: (name: string, next: () => Promise<number[] | undefined>) => store.putIfAbsent(name, pieces(next)),
  putBytes: async (name: string, bytes: number[]) => store.putIfAbsent(name, Uint8Array.from(bytes)),
  list: (prefix: string) => listFiles(store, prefix),
  delete: (name: string) => store.delete(name),
  /** All files below the home, the unfinished ones too. */
  async everything() {
    const top = await navigator.storage.getDirectory();
    return filesBelow(await top.getDirectoryHandle(HOME), "");
  },
};

export type StoreForTest = typeof storeForTest;

const numbers = (bytes: Uint8Array | undefined) => bytes && [...bytes];

async function* pieces(next: () => Promise<number[] | undefined>): AsyncGenerator<Uint8Array> {
  for (let piece = await next(); piece !== undefined; piece = await next()) yield Uint8Array.from(piece);
}

async function filesBelow(folder: FileSystemDirectoryHandle, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === "file") found.push(path + name);
    else found.push(...(await filesBelow(handle as FileSystemDirectoryHandle, `${path}${name}/`)));
  }
  return found;
}

prepareWire();
expose(storeForTest);
