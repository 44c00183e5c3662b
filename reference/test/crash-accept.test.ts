import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { run } from "../command/accept.js";
import { progressLine } from "../command/progress-line.js";
import { readState, saveState } from "../command/state.js";
import { folderStore } from "../node/store-folder.js";
import { inFolder } from "./aftermath-folder.js";
import { materialise, treeOf } from "./power-loss.js";
import { record, runUntil } from "./recorded-disk.js";
import { digits, makeLibrary, makeVault, recoverySlot, runBackup } from "./vault-helpers.js";

vi.mock("node:fs/promises", async (original) => {
  const { recording } = await import("./recorded-disk.js");
  return recording(await original());
});

afterEach(() => void vi.unstubAllEnvs());

const context = { signal: new AbortController().signal, line: progressLine(), json: true };

it("a device that is stopped, or loses its power, while it accepts a vault remembers what it did, or that one", async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await inFolder(async (folder) => {
    mkdirSync(folder);
    const [path, state, older, key] = ["vault", "state", "older", "key.txt"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    writeFileSync(key, digits);
    const vault = await makeVault(folderStore(path), [recoverySlot]);
    await runBackup(vault, makeLibrary(1));
    cpSync(path, older, { recursive: true });
    await runBackup(vault, makeLibrary(2));
    vi.stubEnv("XDG_STATE_HOME", state);
    await saveState(vault);
    rmSync(path, { recursive: true });
    cpSync(older, path, { recursive: true });
    const was = treeOf(path);
    const start = treeOf(state);

    /** What is remembered where the state is as it was, and what after `accept` is done there. */
    async function inState<T>(tree: typeof start, use: (live: string) => Promise<T>): Promise<T> {
      return inFolder(async (live) => {
        mkdirSync(live);
        materialise(tree, live);
        vi.stubEnv("XDG_STATE_HOME", live);
        return use(live);
      });
    }
    const accept = () => run(context, { yes: true, recoveryKeyFile: key }, path);
    const remembered = async () => (await readState(vault.vaultId))?.snapshotSequence;

    await inState(start, async (live) => {
      const disk = record(live);
      expect(await remembered()).toBe(2);
      await accept();
      expect(await remembered()).toBe(1);
      expect(disk.events.length).toBeGreaterThan(3);
      for (let count = 0; count <= disk.events.length; count++) {
        for (const tree of disk.states(count)) {
          await inState(tree, async () => {
            expect(count === disk.events.length ? [1] : [1, 2]).toContain(await remembered());
          });
        }
      }
    });
    for (let changes = 0, isStopped = true; isStopped; changes++) {
      await inState(start, async (live) => {
        record(live);
        isStopped = await runUntil(changes, accept);
        expect([1, 2]).toContain(await remembered());
        await accept();
        expect(await remembered()).toBe(1);
      });
    }
    expect(treeOf(path)).toEqual(was);
  });
});
