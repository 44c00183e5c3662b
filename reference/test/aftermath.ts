import { expect } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { checkVault } from "../core/check.js";
import { deviceState, type RememberedState } from "../core/device-state.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { chooseSnapshot } from "../core/history.js";
import type { ReadonlyIdMap } from "../core/id-map.js";
import { prune } from "../core/prune.js";
import { referencedObjects } from "../core/references.js";
import { readFrames } from "../core/restore.js";
import { openAttachment } from "../core/restore-attachment.js";
import type { Secret } from "../core/secret.js";
import { collect, type Store } from "../core/store.js";
import { openVault, type Vault } from "../core/vault.js";
import { DAY, type Library, NOW, plain, provider, runBackup } from "./vault-helpers.js";

/** All that a snapshot restores to. */
export interface Restored {
  readonly frames: unknown[];
  /** Bytes of attachments in hex, by id. */
  readonly contents: Readonly<Record<string, string>>;
}

/** What there was before a program, a disk or a store failed. */
export interface Before {
  /** Snapshots that were complete and that nobody was going to forget, by sequence. */
  readonly complete: ReadonlyMap<number, Restored>;
  /** What the next run backs up. */
  readonly library: Library;
  /** Each of them has to open the vault still. */
  readonly secrets: readonly Secret[];
  /** The device that was stopped. */
  readonly remembered: RememberedState;
  /** Names of files that were damaged, which the next run mends. */
  readonly damaged: ReadonlySet<string>;
  /** Files that have to be there as they were. */
  readonly untouched: ReadonlyMap<string, Uint8Array>;
  /** Ids of objects that the newest backup refers to no more once the next run has ended. */
  readonly former: ReadonlyIdMap;
}

/** What a snapshot of this library restores to. */
export function restoredOf({ frames, contents }: Library): Restored {
  const ids = new Set<string>();
  for (const frame of frames) forEachAttachment(frame, ({ id = "" }) => ids.add(id));
  const hex = [...ids].sort().map((id) => [id, Buffer.from(contents.get(id)!).toString("hex")]);
  return { frames: plain(frames), contents: Object.fromEntries(hex) };
}

/** Restores a snapshot, whatever was lost being an error. */
export async function restore(vault: Vault, sequence?: number): Promise<Restored> {
  const reading = readFrames(vault, await chooseSnapshot(vault, sequence), { now: NOW });
  const frames = [];
  const contents = new Map<string, string>();
  for await (const frame of reading) {
    frames.push(frame);
    const attachments: Parameters<typeof openAttachment>[1][] = [];
    forEachAttachment(frame, (attachment) => attachments.push(attachment));
    for (const attachment of attachments) {
      const bytes = await collect(openAttachment(vault, attachment));
      contents.set(attachment.id ?? "", Buffer.from(bytes).toString("hex"));
    }
  }
  expect(reading.lost).toEqual([]);
  return { frames: plain(frames), contents: Object.fromEntries([...contents].sort()) };
}

/**
 * Sees that a vault is sound after whatever stopped the program that wrote to it: it opens without a complaint, by every
 * key; every snapshot that was complete restores bit for bit; a check finds nothing but leftovers; the next run succeeds;
 * and prune removes the leftovers.
 *
 * @param again - what was stopped, for the next run
 * @returns The vault, as the device has it now.
 */
export async function expectSound(
  store: Store,
  { complete, library, secrets, remembered, damaged, untouched, former }: Before,
  again: (vault: Vault, library: Library) => Promise<unknown> = async () => {},
): Promise<Vault> {
  for (const secret of secrets) expectOpen(await openVault(store, secret, { provider }), damaged);
  let vault = await openVault(store, secrets[0]!, { provider, remembered });
  expectOpen(vault, damaged);
  for (const [name, bytes] of untouched) expect(equalBytes((await store.get(name))!, bytes), name).toBe(true);
  if (damaged.size === 0) await expectRestores(vault, complete);
  await expectClean(vault, damaged);

  await again(vault, library);
  if (damaged.size > 0) {
    vault = await openVault(store, secrets[0]!, { provider, remembered: deviceState(vault)! });
    expectOpen(vault);
    await expectRestores(vault, complete);
    await expectClean(vault);
  }
  expect((await runBackup(vault, library)).lost).toEqual([]);
  expect(await restore(vault)).toEqual(restoredOf(library));
  const referenced = await referencedObjects(vault, [vault.latest!]);
  expect(Array.from(referenced, ([id]) => id).filter((id) => former.has(id))).toEqual([]);

  // Once to mark, when what was marked before is due, and once to delete.
  for (const days of [20, 40]) await prune(vault, { now: NOW + days * DAY });
  const { sequences, unreferenced } = await expectClean(vault);
  expect(unreferenced).toEqual([]);
  expect(sequences).toEqual(expect.arrayContaining([...complete.keys()]));
  return vault;
}

/** Without a complaint, but for damage that there was. */
function expectOpen({ problems, readOnly }: Vault, damaged: ReadonlySet<string> = new Set()): void {
  const all = readOnly === undefined ? problems : [...problems, readOnly];
  expect(all.filter(({ name = "" }) => !damaged.has(name))).toEqual([]);
}

async function expectRestores(vault: Vault, complete: Before["complete"]): Promise<void> {
  for (const [sequence, expected] of complete) expect(await restore(vault, sequence)).toEqual(expected);
}

async function expectClean(vault: Vault, damaged: ReadonlySet<string> = new Set()) {
  const report = await checkVault(vault, { readData: true });
  expect(report.findings.filter(({ name = "" }) => !damaged.has(name))).toEqual([]);
  expect(report.unknownNames).toEqual([]);
  return report;
}
