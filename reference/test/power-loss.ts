import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createDice } from "../arbitraries/dice.js";

/*
 * What a disk may hold after a power loss, by what POSIX promises: the bytes of a file are durable once the file was
 * synced, a name once its folder was. Before that each write and each name may or may not have reached the disk, in any
 * combination.
 */

/** Something that a program did to a folder. Paths are below it; files are numbers, because they have several names. */
export type DiskEvent =
  | { readonly kind: "create"; readonly path: string; readonly file: number }
  | { readonly kind: "write"; readonly file: number; readonly data: Buffer }
  | { readonly kind: "sync file"; readonly file: number }
  | { readonly kind: "link" | "rename"; readonly from: string; readonly path: string }
  | { readonly kind: "unlink" | "make folder" | "sync folder"; readonly path: string };

type Recorded = DiskEvent & { /** Events that were there when it began. */ readonly seen: number };

/** What is found after a power loss: bytes by path, or that it is a folder. */
export type Tree = Map<string, Buffer | "folder">;

/** A disk that remembers how it came to be as it is. */
export interface Disk {
  readonly events: readonly Recorded[];
  newFile(): number;
  add(event: Recorded): void;
  /** Every state that a power loss may leave once the first `count` events have happened, but for those in `seen`. */
  states(count: number, seen?: Set<string>): Tree[];
}

/** Names and their files, as far as they are durable, and what may have been done to them since. */
interface Folder {
  readonly names: Map<string, number>;
  pending: { readonly at: number; readonly changes: readonly (readonly [name: string, node: number | undefined])[] }[];
}

interface File {
  durable: Buffer;
  pending: { readonly at: number; readonly data: Buffer }[];
}

/** So many combinations are all tried; of more, a sample. */
const ALL_COMBINATIONS = 16;
const SAMPLE = 4;
const ROOT = 0;

export function createDisk(files: ReadonlyMap<string, Buffer | "folder">): Disk {
  const events: Recorded[] = [];
  let nodes = 1;
  const base: DiskEvent[] = [];
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (content === "folder") base.push({ kind: "make folder", path });
    else {
      const file = nodes++;
      base.push({ kind: "create", path, file }, { kind: "write", file, data: content }, { kind: "sync file", file });
    }
    const above = dirname(path);
    base.push({ kind: "sync folder", path: above === "." ? "" : above });
  }

  return {
    events,
    newFile: () => nodes++,
    add: (event) => events.push(event),
    states(count, seen = new Set()) {
      const early = base.map((event, index) => ({ ...event, seen: index }));
      const late = events.slice(0, count).map((event) => ({ ...event, seen: event.seen + base.length }));
      const states: Tree[] = [];
      for (const tree of treesOf([...early, ...late], nodes)) {
        const key = keyOf(tree);
        if (seen.has(key)) continue;
        seen.add(key);
        states.push(tree);
      }
      return states;
    },
  };
}

/** What there is below a folder. */
export function treeOf(folder: string): Tree {
  const tree: Tree = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    tree.set(path.slice(folder.length + 1), entry.isDirectory() ? "folder" : readFileSync(path));
  }
  return tree;
}

/** Writes a state to an empty folder. */
export function materialise(tree: Tree, folder: string): void {
  for (const [path, content] of tree) {
    if (content === "folder") mkdirSync(join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), content);
  }
}

/** States are the same that differ in temporary names only, unless one of them has none. */
function keyOf(tree: Tree): string {
  const paths = [...tree].sort(([a], [b]) => (a < b ? -1 : 1));
  const isTemporary = (path: string) => basename(path).startsWith(".");
  const hash = createHash("sha256").update(paths.some(([path]) => isTemporary(path)) ? "with" : "without");
  for (const [path, content] of paths) {
    if (!isTemporary(path)) hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Replays the events, and gives every tree that what was not synced can make of them. */
function* treesOf(events: readonly Recorded[], firstFolder: number): Generator<Tree> {
  const folders = new Map<number, Folder>([[ROOT, { names: new Map(), pending: [] }]]);
  const files = new Map<number, File>();
  // The newest names, which the program sees.
  const current = new Map<string, number>([["", ROOT]]);
  let nextFolder = firstFolder;

  const folderOf = (path: string) => folders.get(current.get(dirname(path) === "." ? "" : dirname(path))!)!;
  for (const [at, event] of events.entries()) {
    switch (event.kind) {
      case "create":
        files.set(event.file, { durable: Buffer.alloc(0), pending: [] });
        name(at, event.path, event.file);
        break;
      case "write":
        files.get(event.file)!.pending.push({ at, data: event.data });
        break;
      case "sync file": {
        const file = files.get(event.file)!;
        const done = file.pending.filter((write) => write.at < event.seen);
        file.durable = Buffer.concat([file.durable, ...done.map(({ data }) => data)]);
        file.pending = file.pending.filter((write) => !done.includes(write));
        break;
      }
      case "link":
        name(at, event.path, current.get(event.from)!);
        break;
      case "rename": {
        const node = current.get(event.from)!;
        const pair = [
          [basename(event.path), node],
          [basename(event.from), undefined],
        ] as const;
        folderOf(event.path).pending.push({ at, changes: pair });
        current.set(event.path, node);
        current.delete(event.from);
        break;
      }
      case "unlink":
        folderOf(event.path).pending.push({ at, changes: [[basename(event.path), undefined]] });
        current.delete(event.path);
        break;
      case "make folder":
        folders.set(nextFolder, { names: new Map(), pending: [] });
        name(at, event.path, nextFolder++);
        break;
      case "sync folder": {
        const folder = folders.get(current.get(event.path)!)!;
        for (const { changes } of folder.pending.filter((pending) => pending.at < event.seen))
          apply(folder.names, changes);
        folder.pending = folder.pending.filter((pending) => pending.at >= event.seen);
        break;
      }
    }
  }

  function name(at: number, path: string, node: number): void {
    folderOf(path).pending.push({ at, changes: [[basename(path), node]] });
    current.set(path, node);
  }

  const named = new Set<number>();
  for (const { names, pending } of folders.values()) {
    const all = [...names, ...pending.flatMap(({ changes }) => changes)];
    for (const [path, node] of all) if (node !== undefined && !path.startsWith(".")) named.add(node);
  }
  // Of a file that has only a temporary name, one state stands for all.
  const unsynced = [...files]
    .filter(([node, { pending }]) => pending.length > 0 && named.has(node))
    .map(([node]) => node);
  const changes = [...folders.values()].flatMap((folder) => folder.pending);
  const sizes = [...changes.map(() => 2), ...unsynced.map(() => VARIANTS.length)];

  for (const choice of combinations(sizes)) {
    const happened = new Set(changes.filter((_, index) => choice[index] === 0));
    const variants = new Map(unsynced.map((node, index) => [node, VARIANTS[choice[changes.length + index]!]!]));
    const tree: Tree = new Map();
    walk("", ROOT);
    yield tree;

    function walk(path: string, node: number): void {
      const { names, pending } = folders.get(node)!;
      const entries = new Map(names);
      for (const entry of pending) if (happened.has(entry)) apply(entries, entry.changes);
      for (const [entry, child] of entries) {
        const childPath = join(path, entry);
        const file = files.get(child);
        tree.set(childPath, file === undefined ? "folder" : (variants.get(child) ?? VARIANTS[0]!)(file));
        if (file === undefined) walk(childPath, child);
      }
    }
  }
}

function apply(names: Map<string, number>, changes: readonly (readonly [string, number | undefined])[]): void {
  for (const [name, node] of changes) {
    if (node === undefined) names.delete(name);
    else names.set(name, node);
  }
}

const written = ({ durable, pending }: File) => Buffer.concat([durable, ...pending.map(({ data }) => data)]);

/** What may be left of a file that was not synced: all of it, nothing, a part, or its length and zeros. */
const VARIANTS: readonly ((file: File) => Buffer)[] = [
  written,
  ({ durable }) => durable,
  (file) => written(file).subarray(0, (file.durable.length + written(file).length) >> 1),
  (file) => Buffer.concat([file.durable, Buffer.alloc(written(file).length - file.durable.length)]),
];

/** Numbers below each size: every combination if there are few; else all first ones, these but for one, all last ones, and some. */
function* combinations(sizes: readonly number[]): Generator<number[]> {
  const total = sizes.reduce((product, size) => Math.min(product * size, ALL_COMBINATIONS + 1), 1);
  if (total <= ALL_COMBINATIONS) {
    yield* allCombinations(sizes);
    return;
  }
  const first = sizes.map(() => 0);
  const last = sizes.map((size) => size - 1);
  yield first;
  yield last;
  for (const [index, size] of sizes.entries()) {
    for (let value = 0; value < size; value++) {
      yield first.with(index, value);
    }
  }
  const dice = createDice(sizes.length);
  for (let n = 0; n < SAMPLE; n++) yield sizes.map((size) => dice(size));
}

function* allCombinations([size, ...others]: readonly number[]): Generator<number[]> {
  if (size === undefined) {
    yield [];
    return;
  }
  for (let value = 0; value < size; value++) for (const rest of allCombinations(others)) yield [value, ...rest];
}
