import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { checkVault } from "../core/check.js";
import { copyVault } from "../core/copy.js";
import { deviceState } from "../core/device-state.js";
import { listSnapshots } from "../core/history.js";
import { createIdMap } from "../core/id-map.js";
import { FOLDERS } from "../core/names.js";
import { forget } from "../core/prune.js";
import { rotate } from "../core/slots.js";
import { listFiles, type Store } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import { folderStore } from "../node/store-folder.js";
import { type Before, expectSound, type Restored, restore, restoredOf } from "./aftermath.js";
import type { Tree } from "./power-loss.js";
import {
  copyOf,
  makeLibrary,
  makeVault,
  NOW,
  passkey,
  photo,
  provider,
  recoveryKey,
  runBackup,
} from "./vault-helpers.js";

/** Snapshots that were made after the key was changed. */
const EARLY = /^snapshots\/0*[23]$/;

/** Where a copy goes. */
export const COPIES = ["to an empty place", "onto an older copy"] as const;
export type CopyName = (typeof COPIES)[number];

/** A vault to copy, and what a copy that is stopped must leave. */
export interface CopySituation {
  readonly source: MemoryStore;
  readonly starts: Readonly<Record<CopyName, MemoryStore>>;
  /** What there is in a copy that is complete. */
  readonly before: Before;
  /** What each snapshot restores to that may be in a copy, by sequence. */
  readonly restored: ReadonlyMap<number, Restored>;
}

/** A vault whose key was changed since the older copy was made, and of which a snapshot was forgotten that this has. */
export async function makeCopySituation(): Promise<CopySituation> {
  const source = createMemoryStore();
  const vault = await makeVault(source);
  const library = makeLibrary(1, 2000);
  const restored = new Map<number, Restored>();
  await runBackup(vault, library);
  restored.set(1, restoredOf(library));
  const older = copyOf(source);
  await rotate(vault, { secrets: [recoveryKey, passkey] });
  restored.set(2, restoredOf(library));
  library.frames.push(photo("new", NOW - 10));
  library.contents.set("new-photo", bytesFor("new", 2000));
  await runBackup(vault, library);
  restored.set(3, restoredOf(library));
  await forget(vault, [1]);
  const complete = new Map([...restored].filter(([sequence]) => sequence !== 1));
  return {
    source,
    starts: { "to an empty place": createMemoryStore(), "onto an older copy": older },
    restored,
    before: {
      complete,
      library,
      secrets: [recoveryKey, passkey],
      remembered: deviceState(vault)!,
      damaged: new Set(),
      untouched: source.files,
      former: createIdMap(),
    },
  };
}

/** As {@link expectSoundCopy} for files that were found. Temporary ones are no part of a vault. */
export async function expectSoundCopyTree(tree: Tree, copies: CopySituation): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const [path, content] of tree) {
    if (content !== "folder" && !basename(path).startsWith(".")) files.set(path, content);
  }
  await expectSoundCopy(createMemoryStore(files), copies);
}

/** Writes a vault to a new folder. */
export async function writeFolder({ files }: MemoryStore, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const store = folderStore(folder);
  for (const [name, bytes] of files) await store.putIfAbsent(name, bytes);
}

/**
 * Sees that a copy that was stopped is none yet, or a whole vault; that a second one completes it; and that backups go on
 * there.
 */
export async function expectSoundCopy(destination: Store, { source, before, restored }: CopySituation): Promise<void> {
  const was = new Map(source.files);
  const isVault = (await listFiles(destination, FOLDERS.header)).length > 0;
  for (const secret of isVault ? before.secrets : []) {
    const vault = await openVault(destination, secret, { provider });
    expect(vault.readOnly).toBeUndefined();
    for await (const { sequence } of listSnapshots(vault)) {
      expect(await restore(vault, sequence)).toEqual(restored.get(sequence));
    }
    const { findings, unknownNames } = await checkVault(vault, { readData: true });
    expect(unknownNames).toEqual([]);
    // Snapshots of a new key come before the header that lists it.
    const isNew = vault.header.epoch === before.remembered.epoch;
    for (const { code, name = "" } of [...vault.problems, ...findings]) {
      expect({ isNew, code, name }).toEqual({
        isNew: false,
        code: "snapshot.auth",
        name: expect.stringMatching(EARLY),
      });
    }
  }
  expect((await copyVault(source, destination, { provider })).problems).toEqual([]);
  expect(source.files).toEqual(was);
  await expectSound(destination, before);
}
