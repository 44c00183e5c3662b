import { AsyncLocalStorage } from "node:async_hooks";
import type * as Fs from "node:fs/promises";
import { dirname } from "node:path";
import { createDisk, type Disk, type DiskEvent, treeOf } from "./power-loss.js";

/*
 * Stands between a program and node:fs/promises, passes everything on, and records what changes a folder and what is
 * synced. A test mocks the module with `recording`.
 */

/** A program that can be stopped as by SIGKILL: whatever it asks of the disk from then on is never answered. */
interface Program {
  /** Changes that it may still make. */
  left: number;
  readonly stop: () => void;
  /** Files that it has opened, which the system closes when it has stopped. */
  readonly open: Set<Fs.FileHandle>;
}

const programs = new AsyncLocalStorage<Program>();

let root: string | undefined;
let disk: Disk = createDisk(new Map());
/** Changes that the disk refuses, by their code. */
let refused: Readonly<Record<string, string>> = {};

/** Starts to record what happens below `folder`, of which everything that is there is durable. */
export function record(folder: string, refuse: typeof refused = {}): Disk {
  root = folder;
  refused = refuse;
  disk = createDisk(treeOf(folder));
  return disk;
}

/** Runs a program until it has ended, or has made `changes` changes to the disk. Says whether it was stopped. */
export async function runUntil(changes: number, program: () => Promise<unknown>): Promise<boolean> {
  let stop = () => {};
  const stopped = new Promise<true>((resolve) => {
    stop = () => resolve(true);
  });
  const open = new Set<Fs.FileHandle>();
  const ended = programs.run({ left: changes, stop, open }, async () => {
    await program();
    return false;
  });
  const isStopped = await Promise.race([stopped, ended]);
  for (const handle of open) await handle.close();
  return isStopped;
}

async function change<T>(event: DiskEvent, run: () => Promise<T>): Promise<T> {
  const program = programs.getStore();
  if (program !== undefined && program.left-- <= 0) {
    program.stop();
    return new Promise(() => {});
  }
  const code = refused[event.kind];
  if (code !== undefined) throw Object.assign(new Error(`${code}: refused`), { code });
  const recorded = disk;
  const seen = recorded.events.length;
  const result = await run();
  // A sync is for what was done before it was asked for.
  recorded.add({ ...event, seen });
  return result;
}

/** The path below the recorded folder; undefined elsewhere. */
function below(path: unknown): string | undefined {
  if (typeof path !== "string" || root === undefined) return undefined;
  return path === root ? "" : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

/** node:fs/promises as it is, but recorded. */
export function recording(real: typeof Fs): typeof Fs {
  const recorded = {
    ...real,
    async open(path: string, flags: string | number, mode?: number) {
      const name = below(path);
      if (name === undefined) return real.open(path, flags, mode);
      if (flags === "wx") {
        const file = disk.newFile();
        return recordedFile(
          await change({ kind: "create", path: name, file }, () => real.open(path, flags, mode)),
          file,
        );
      }
      const handle = await real.open(path, flags, mode);
      if (typeof flags !== "string") return handle;
      const sync = () => change({ kind: "sync folder", path: name }, () => handle.sync());
      return withMethods(handle, { sync });
    },
    async writeFile() {
      throw new Error("not recorded: writeFile");
    },
    async mkdir(path: string, options: Parameters<typeof real.mkdir>[1]) {
      const name = below(path);
      if (name === undefined) return real.mkdir(path, options);
      if (typeof options === "object" && options?.recursive) return makeFolders(path, options);
      return change({ kind: "make folder", path: name }, () => real.mkdir(path, options));
    },
    async link(from: string, to: string) {
      if (below(to) === undefined) return real.link(from, to);
      return change({ kind: "link", from: below(from)!, path: below(to)! }, () => real.link(from, to));
    },
    async rename(from: string, to: string) {
      if (below(to) === undefined) return real.rename(from, to);
      return change({ kind: "rename", from: below(from)!, path: below(to)! }, () => real.rename(from, to));
    },
    async unlink(path: string) {
      const name = below(path);
      if (name === undefined) return real.unlink(path);
      return change({ kind: "unlink", path: name }, () => real.unlink(path));
    },
  };

  /** One after the other, as the system does it. */
  async function makeFolders(path: string, options: Fs.FileHandle | object): Promise<string | undefined> {
    const isThere = await real.lstat(path).then(
      () => true,
      () => false,
    );
    if (isThere) return undefined;
    const above = dirname(path);
    const first = below(above) === undefined ? undefined : await makeFolders(above, options);
    const make = () => real.mkdir(path, { ...options, recursive: false });
    try {
      await change({ kind: "make folder", path: below(path)! }, make);
    } catch (error) {
      // Another put of the same program made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      return undefined;
    }
    return first ?? path;
  }

  function recordedFile(handle: Fs.FileHandle, file: number): Fs.FileHandle {
    return withMethods(handle, {
      writeFile: (data: Uint8Array) =>
        change({ kind: "write", file, data: Buffer.from(data) }, () => handle.writeFile(data)),
      sync: () => change({ kind: "sync file", file }, () => handle.sync()),
    });
  }

  return recorded as unknown as typeof Fs;
}

/** The handle with other methods. Whatever else would write is an error, for it would not be recorded. */
function withMethods(handle: Fs.FileHandle, changed: object): Fs.FileHandle {
  const program = programs.getStore();
  program?.open.add(handle);
  const close = async () => {
    program?.open.delete(handle);
    await handle.close();
  };
  const methods = { close, ...changed };
  return new Proxy(handle, {
    get(target, key) {
      const own = (methods as Record<PropertyKey, unknown>)[key];
      if (own !== undefined) return own;
      if (["write", "writev", "appendFile", "truncate", "datasync"].includes(String(key))) {
        throw new Error(`not recorded: ${String(key)}`);
      }
      const value = target[key as keyof Fs.FileHandle];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
