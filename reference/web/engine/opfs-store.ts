import { createLimiter } from "../../core/concurrency.js";
import { KeepsakeError } from "../../core/errors.js";
import type { Store, StoreData, StoredFile } from "../../core/store.js";

/** Files whose sizes are asked for at the same time. */
const AT_ONCE = 16;

/**
 * A vault in the origin private file system, for one user at a time: whoever opens it holds a lock. What a crash left
 * half-written is removed here.
 *
 * @param home - the folder of the vault, for nothing else
 */
export async function opfsStore(home: FileSystemDirectoryHandle): Promise<Store> {
  await attempt(() => ifFound(home.removeEntry("new", { recursive: true })));
  const unfinished = await attempt(() => home.getDirectoryHandle("new", { create: true }));
  const top = await attempt(() => home.getDirectoryHandle("files", { create: true }));
  const folders = new Map<string, FileSystemDirectoryHandle>([["", top]]);
  const inTurn = createLimiter(1);
  let written = 0;

  async function folderOf(path: string, create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf("/");
    const parent = await folderOf(path.slice(0, Math.max(0, cut)), create);
    const found = parent && (await ifFound(parent.getDirectoryHandle(path.slice(cut + 1), { create })));
    if (found !== undefined) folders.set(path, found);
    return found;
  }

  const find = (name: string) =>
    attempt(async () => {
      const [path, last] = split(name);
      const folder = await folderOf(path, false);
      return folder && ifFound(folder.getFileHandle(last));
    });

  const read = async (name: string, cut: (file: File) => Blob) => {
    const handle = await find(name);
    const file = handle && (await attempt(() => ifFound(handle.getFile())));
    return file && new Uint8Array(await attempt(() => cut(file).arrayBuffer()));
  };

  /** Writes under a name that nobody reads; from there a file takes its place whole. */
  async function write(name: string, data: StoreData): Promise<FileSystemFileHandle> {
    const handle = await attempt(() => unfinished.getFileHandle(name, { create: true }));
    const file = await attempt(() => handle.createSyncAccessHandle());
    try {
      let at = 0;
      for await (const piece of data instanceof Uint8Array ? [data] : data) {
        await attempt(async () => {
          if (file.write(piece, { at }) !== piece.length) throw noRoom();
        });
        at += piece.length;
      }
      await attempt(async () => file.flush());
    } finally {
      file.close();
    }
    return handle;
  }

  async function putIfAbsent(name: string, data: StoreData): Promise<"stored" | "exists"> {
    if ((await find(name)) !== undefined) return "exists";
    const temporary = String(written++);
    let isMoved = false;
    try {
      const handle = await write(temporary, data);
      await inTurn(async () => {
        if ((await find(name)) !== undefined) return;
        const [path, last] = split(name);
        const folder = (await attempt(() => folderOf(path, true)))!;
        if (handle.move === undefined) {
          throw new KeepsakeError("store.unavailable", "This browser is too old to keep a vault; update it.");
        }
        await attempt(() => handle.move!(folder, last));
        isMoved = true;
      });
    } finally {
      if (!isMoved) await ifFound(unfinished.removeEntry(temporary)).catch(() => {});
    }
    return isMoved ? "stored" : "exists";
  }

  async function* list(prefix: string): AsyncGenerator<StoredFile> {
    const start = prefix.slice(0, Math.max(0, prefix.lastIndexOf("/")));
    const folder = await attempt(() => folderOf(start, false));
    if (folder === undefined) return;
    const names: { name: string; handle: FileSystemFileHandle }[] = [];
    await attempt(() => collectFiles(folder, start === "" ? "" : `${start}/`, prefix, names));
    for (let index = 0; index < names.length; index += AT_ONCE) {
      const sizes = names.slice(index, index + AT_ONCE).map(async ({ name, handle }) => {
        const file = await attempt(() => ifFound(handle.getFile()));
        return file && { name, size: file.size };
      });
      for (const file of await Promise.all(sizes)) if (file !== undefined) yield file;
    }
  }

  return {
    get: (name) => read(name, (file) => file),
    getRange: (name, offset, length) => read(name, (file) => file.slice(offset, offset + length)),
    putIfAbsent,
    list,
    delete: (name) =>
      attempt(async () => {
        const [path, last] = split(name);
        const folder = await folderOf(path, false);
        if (folder !== undefined) await ifFound(folder.removeEntry(last));
      }),
  };
}

function split(name: string): [folder: string, last: string] {
  const cut = name.lastIndexOf("/");
  return [name.slice(0, Math.max(0, cut)), name.slice(cut + 1)];
}

async function collectFiles(
  folder: FileSystemDirectoryHandle,
  path: string,
  prefix: string,
  found: { name: string; handle: FileSystemFileHandle }[],
): Promise<void> {
  for await (const [last, handle] of folder.entries()) {
    const name = path + last;
    if (handle.kind === "file") {
      if (name.startsWith(prefix)) found.push({ name, handle: handle as FileSystemFileHandle });
    } else if (name.startsWith(prefix) || prefix.startsWith(`${name}/`)) {
      await collectFiles(handle as FileSystemDirectoryHandle, `${name}/`, prefix, found);
    }
  }
}

/** Undefined where there is nothing of the name. */
export async function ifFound<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    throw error;
  }
}

/** Runs what only the browser's storage can make fail. @throws KeepsakeError store.unavailable */
export async function attempt<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw error instanceof DOMException ? unavailable(error) : error;
  }
}

function unavailable(cause: DOMException): KeepsakeError {
  if (cause.name === "QuotaExceededError") return noRoom(cause);
  const message = `This browser’s storage cannot be used (${cause.name}); reload the page, or use another browser.`;
  return new KeepsakeError("store.unavailable", message, { cause });
}

function noRoom(cause?: DOMException): KeepsakeError {
  const message = "There is no room left in this browser’s storage; free some space on this device and try again.";
  return new KeepsakeError("store.unavailable", message, { reason: "full", cause });
}
