import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readState, saveState } from "../command/state.js";
import { copyVault } from "../core/copy.js";
import { deviceState } from "../core/device-state.js";
import { addSlot } from "../core/slots.js";
import type { Vault } from "../core/vault.js";
import { folderStore } from "../node/store-folder.js";
import { type Before, restoredOf } from "./aftermath.js";
import { expectSoundTree, inFolder, makeQuickFolder } from "./aftermath-folder.js";
import { COPIES, expectSoundCopyTree, makeCopySituation, writeFolder } from "./crash-copies.js";
import {
  makeSituation,
  OPERATION_NAMES,
  OPERATIONS,
  type OperationName,
  operate,
  type Situation,
} from "./crash-operations.js";
import { type Disk, type DiskEvent, materialise } from "./power-loss.js";
import { record, runUntil } from "./recorded-disk.js";
import { makeVault, otherRecoveryKey } from "./vault-helpers.js";

vi.mock("node:fs/promises", async (original) => {
  const { recording } = await import("./recorded-disk.js");
  return recording(await original());
});

let folder: string;
let base: string;
let situation: Situation;
const counted = { states: 0, moments: 0 };

beforeAll(async () => {
  folder = makeQuickFolder();
  base = join(folder, "base");
  situation = await makeSituation(folderStore(base));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  console.info(`power loss: ${counted.states} states of ${counted.moments} moments`);
});

/** What there is once the operation has ended. */
function after(name: OperationName, vault: Vault): Before {
  const before = situation.beforeOf(name);
  const complete = new Map(before.complete);
  if (name === "backup") complete.set(vault.latest!.sequence, restoredOf(before.library));
  return { ...before, complete, remembered: deviceState(vault)!, damaged: new Set() };
}

/** Verifies every state that a power loss may leave once so many events have happened. */
async function loseThePower(disk: Disk, count: number, before: Before, name: OperationName, seen?: Set<string>) {
  counted.moments++;
  for (const tree of disk.states(count, seen)) {
    counted.states++;
    await expectSoundTree(tree, before, OPERATIONS[name]).catch((error) => {
      error.message += `\nafter\n${told(disk, count)}\nfound\n${[...tree.keys()].sort().join("\n")}`;
      throw error;
    });
  }
}

function told(disk: Disk, count: number): string {
  const words = ({ kind, ...event }: DiskEvent) => `${kind} ${"path" in event ? event.path : event.file}`;
  return disk.events.slice(0, count).map(words).join("\n");
}

describe("a power loss at any moment", () => {
  it.each(OPERATION_NAMES)("of: %s", { timeout: 300_000 }, async (name) => {
    const { library, remembered } = situation;
    await inFolder(async (live) => {
      cpSync(base, live, { recursive: true });
      await situation.prepare(folderStore(live), name);
      const disk = record(live);
      const vault = await operate(folderStore(live), remembered, name, library);
      const { length } = disk.events;
      const seen = new Set<string>();
      for (let count = 0; count < length; count++)
        await loseThePower(disk, count, situation.beforeOf(name), name, seen);
      await loseThePower(disk, length, after(name, vault), name);
    });
  });
});

/** What is killed, and what runs next, until it has ended. */
const PAIRS = [
  ["backup", "backup"],
  ["rotate", "rotate"],
  ["forget", "prune at once"],
] as const;

describe("a power loss after a program was killed at any moment and another ran", () => {
  it.each(PAIRS)("%s, then %s", { timeout: 300_000 }, async (first, second) => {
    const { library, remembered } = situation;
    for (let changes = 0, stopped = true; stopped; changes++) {
      await inFolder(async (live) => {
        cpSync(base, live, { recursive: true });
        const disk = record(live);
        stopped = await runUntil(changes, () => operate(folderStore(live), remembered, first, library));
        const vault = await operate(folderStore(live), remembered, second, library);
        await loseThePower(disk, disk.events.length, after(first, vault), second);
      });
    }
  });
});

describe("a power loss while a vault is copied", () => {
  it.each(COPIES)("%s", { timeout: 300_000 }, async (name) => {
    const copies = await makeCopySituation();
    await inFolder(async (live) => {
      await writeFolder(copies.starts[name], live);
      const disk = record(live);
      await copyVault(copies.source, folderStore(live));
      const seen = new Set<string>();
      for (let count = 0; count <= disk.events.length; count++) {
        counted.moments++;
        for (const tree of disk.states(count, seen)) {
          counted.states++;
          await expectSoundCopyTree(tree, copies);
        }
      }
    });
  });
});

describe("a power loss while a device remembers a vault", () => {
  it("leaves what it remembered before, or what it was to remember", async () => {
    await inFolder(async (live) => {
      vi.stubEnv("XDG_STATE_HOME", live);
      const vault = await makeVault();
      const states = [await stateAfter(() => saveState(vault))];
      const disk = record(live);
      states.push(await stateAfter(() => addSlot(vault, { secret: otherRecoveryKey }).then(() => saveState(vault))));
      expect(states[0]).not.toEqual(states[1]);
      for (let count = 0; count <= disk.events.length; count++) {
        for (const tree of disk.states(count)) {
          await inFolder(async (found) => {
            mkdirSync(found);
            materialise(tree, found);
            vi.stubEnv("XDG_STATE_HOME", found);
            const state = await readState(vault.vaultId);
            expect(count === disk.events.length ? states.slice(1) : states).toContainEqual(state);
          });
        }
      }

      async function stateAfter(save: () => Promise<void>) {
        await save();
        return readState(vault.vaultId);
      }
    }).finally(() => vi.unstubAllEnvs());
  });
});
