import { mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { utf8 } from "../core/bytes.js";
import { createMemoryStore } from "../core/store-memory.js";
import { folderStore } from "../node/store-folder.js";
import { type Before, expectSound } from "./aftermath.js";
import type { Operation } from "./crash-operations.js";
import { materialise, type Tree, treeOf } from "./power-loss.js";
import { digits } from "./vault-helpers.js";

/** A new folder; in memory where the system has that, for a test is about what is written and not about how fast. */
export function makeQuickFolder(): string {
  const memory = "/dev/shm";
  try {
    return mkdtempSync(join(memory, "keepsake-"));
  } catch {
    return mkdtempSync(join(tmpdir(), "keepsake-"));
  }
}

/** Gives `use` the path of a folder that does not exist yet, and removes what it makes of it. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeQuickFolder();
  try {
    return await use(join(folder, "vault"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As {@link expectSound}, and nothing in the folder tells a secret, and temporary files vanish when they are old. */
export async function expectSoundFolder(folder: string, before: Before, again?: Operation): Promise<void> {
  mkdirSync(folder, { recursive: true });
  expectNoSecrets(treeOf(folder), before);
  for (const path of temporaryFiles(folder)) utimesSync(path, 0, 0);
  await expectSound(folderStore(folder), before, again);
  expect(temporaryFiles(folder)).toEqual([]);
}

/** As {@link expectSoundFolder} for files that were found after a power loss. */
export async function expectSoundTree(tree: Tree, before: Before, again?: Operation): Promise<void> {
  const hasTemporary = [...tree.keys()].some((path) => basename(path).startsWith("."));
  if (hasTemporary) {
    return inFolder(async (folder) => {
      materialise(tree, folder);
      await expectSoundFolder(folder, before, again);
    });
  }
  expectNoSecrets(tree, before);
  // Nothing but files of a vault: memory is quicker.
  const files = [...tree].flatMap(([path, content]) => (content === "folder" ? [] : [[path, content] as const]));
  await expectSound(createMemoryStore(new Map(files)), before, again);
}

const temporaryFiles = (folder: string) =>
  [...treeOf(folder).keys()]
    .filter((path) => basename(path).startsWith(".keepsake-"))
    .map((path) => join(folder, path));

function expectNoSecrets(tree: Tree, { library, remembered }: Before): void {
  const photos = [...library.contents.values()].map((bytes) => bytes.subarray(100, 132));
  const texts = library.frames.flatMap(({ message }) => message?.text?.text?.body ?? []);
  const needles = [
    remembered.rootKey,
    ...remembered.slotKeks.map(({ kek }) => kek),
    ...photos,
    // Shorter words are found in any bytes now and then.
    ...[digits, ...texts].filter((text) => text.length >= 7).map(utf8),
  ].map((needle) => Buffer.from(needle));
  for (const [path, content] of tree) {
    const isFound = content !== "folder" && needles.some((needle) => content.includes(needle));
    expect(isFound, `a secret in ${path}`).toBe(false);
  }
}
