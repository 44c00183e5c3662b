import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { backup } from "../core/backup.js";
import { checkVault } from "../core/check.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { objectName } from "../core/names.js";
import { compareOrderKeys, type OrderKey, orderKey, TIMELINE_RANK } from "../core/order-key.js";
import type { Frame, ObjectReference } from "../core/proto/types.js";
import type { Store } from "../core/store.js";
import { type BackupItem, type ChangedFrames, onlyChanged } from "../core/unchanged-segments.js";
import { openVault, type Vault } from "../core/vault.js";
import {
  allFrames,
  copyOf,
  DAY,
  inputOf,
  type Library,
  makeLibrary,
  NOW,
  names,
  photo,
  plain,
  provider,
  randomness,
  recoveryKey,
  runBackup,
  text,
  vaultWith,
  watch,
} from "./vault-helpers.js";

const keyOf = (frame: Frame): OrderKey => orderKey(frame)!;
const inTimeline = (frame: Frame) => keyOf(frame).rank === TIMELINE_RANK;
const sorted = (frames: readonly Frame[]) => [...frames].sort((a, b) => compareOrderKeys(keyOf(a), keyOf(b)));

/** An app that kept note of what changed since a backup. */
function appOf({ frames }: Library, since: Uint8Array, changed: readonly OrderKey[]): ChangedFrames {
  return {
    since,
    changed,
    directory: () => frames.filter((frame) => !inTimeline(frame)),
    timeline: (from, until) =>
      frames.filter((frame) => {
        const key = keyOf(frame);
        if (!inTimeline(frame) || (from !== undefined && compareOrderKeys(key, from) < 0)) return false;
        return until === undefined || compareOrderKeys(key, until) < 0;
      }),
  };
}

const backUpChanged = (vault: Vault, library: Library, changed: readonly OrderKey[], since = vault.latest!.digest) =>
  backup(vault, { ...inputOf(library), frames: onlyChanged(vault, appOf(library, since, changed)) });

async function again(vault: Vault, store: Store): Promise<Vault> {
  const opened = await openVault(store, recoveryKey, { provider, randomness });
  opened.writerId = vault.writerId;
  return opened;
}

type Change = { readonly kind: "add" | "edit" | "delete" | "picture" | "rename"; readonly at: number };

/** A library after changes, and the keys that an app would have noted. */
function change(
  { frames, contents }: Library,
  changes: readonly Change[],
  round = 0,
): { library: Library; changed: OrderKey[] } {
  const next: Library = { frames: [...frames], contents: new Map(contents) };
  const changed: OrderKey[] = [];
  for (const [i, { kind, at }] of changes.entries()) {
    const timeline = next.frames.filter(inTimeline);
    const time = NOW - 8 * 31 * DAY + Math.floor(at * 8 * 31 * DAY);
    if (kind === "rename") {
      next.frames = next.frames.map((frame) =>
        frame.chat == null ? frame : { chat: { ...frame.chat, title: `Alex ${i}` } },
      );
    } else if (kind === "add" || kind === "picture") {
      const frame = kind === "add" ? text(`new-${round}-${i}`, time, `new ${i}`) : photo(`new-${round}-${i}`, time);
      next.contents.set(`new-${round}-${i}-photo`, bytesFor(`new ${i}`, 6000));
      next.frames.push(frame);
      changed.push(keyOf(frame));
    } else if (timeline.length > 0) {
      const chosen = timeline[Math.floor(at * timeline.length)]!;
      changed.push(keyOf(chosen));
      next.frames = next.frames.filter((frame) => frame !== chosen);
      if (kind === "edit") next.frames.push(text(chosen.message!.id!, chosen.message!.receivedAtMs!, `edited ${i}`));
    }
  }
  return { library: { ...next, frames: sorted(next.frames) }, changed };
}

const changes = fc.array(
  fc.record<Change>({
    kind: fc.constantFrom("add", "edit", "delete", "picture", "rename"),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  { maxLength: 6 },
);

describe("a backup of what changed", () => {
  it("makes the snapshot that a backup of everything makes", async () => {
    const before = makeLibrary(8, 5000);
    const { store, vault } = await vaultWith(1, before);
    await fc.assert(
      fc.asyncProperty(changes, changes, async (first, second) => {
        const [whole, part] = [copyOf(store), copyOf(store)];
        const [byWhole, byPart] = [await again(vault, whole), await again(vault, part)];
        let library = before;
        for (const [round, list] of [first, second].entries()) {
          const next = change(library, list, round);
          const expected = await runBackup(byWhole, next.library);
          const summary = await backUpChanged(byPart, next.library, next.changed);
          expect(summary.snapshot.snapshot.segments).toEqual(expected.snapshot.snapshot.segments);
          expect(summary.totals).toEqual(expected.totals);
          expect(summary.counts.stored).toEqual(expected.counts.stored);
          library = next.library;
        }
        expect(plain(await allFrames(byPart))).toEqual(plain(library.frames));
        expect((await checkVault(byPart, { readData: true })).findings).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it("reads only the segments in which something changed", async () => {
    const library = makeLibrary(8);
    const { store, vault } = await vaultWith(1, library);
    const watched = watch(store);
    const again2 = await again(vault, watched);
    const { segments } = again2.latest!.snapshot;
    watched.log.length = 0;
    const { library: next, changed } = change(library, [{ kind: "edit", at: 0.4 }]);
    const asked: Frame[] = [];
    const app = appOf(next, vault.latest!.digest, changed);
    const frames = onlyChanged(again2, {
      ...app,
      timeline: (from, until) => {
        const given = app.timeline(from, until) as Frame[];
        asked.push(...given);
        return given;
      },
    });
    const summary = await backup(again2, { ...inputOf(next), frames });
    expect(asked.length).toBeLessThan(8);
    expect(summary.segments - summary.segmentsReused).toBe(1);
    // The directory and the segment that changed, and whether the new one is there.
    expect(names(watched.log, "get").filter((name) => name.startsWith("objects/")).length).toBe(3);
    expect(names(watched.log, "put").length).toBe(2);
    expect(summary.snapshot.snapshot.segments.length).toBe(segments.length);
  });

  it("reads everything if another backup is the newest", async () => {
    const library = makeLibrary(3);
    const { store, vault } = await vaultWith(1, library);
    const { library: next } = change(library, [{ kind: "edit", at: 0.1 }]);
    const before = vault.latest!.digest;
    const other = await again(vault, copyOf(store));
    await runBackup(vault, library);
    const lost = objectName((await firstPhoto(vault)).id!);
    store.files.delete(lost);
    await backUpChanged(vault, next, [], before);
    expect(plain(await allFrames(vault))).toEqual(plain(next.frames));
    // So it is known what the store has lost.
    expect(store.files.has(lost)).toBe(true);
    // Another one of the same sequence, as after a roll-back that was accepted.
    const { library: third } = change(library, [{ kind: "edit", at: 0.6 }]);
    await runBackup(other, third);
    const since = vault.latest!.digest;
    await runBackup(other, third);
    expect(other.latest?.sequence).toBe(vault.latest?.sequence);
    await backUpChanged(other, next, [], since);
    expect(plain(await allFrames(other))).toEqual(plain(next.frames));
  });

  it("tries what the backup before reported as lost", async () => {
    const library = makeLibrary(3);
    const { vault } = await vaultWith(1, { ...library, contents: new Map() });
    const { lost } = await backUpChanged(vault, { ...library, contents: new Map() }, []);
    expect(lost.map(({ first }) => first.rank)).toEqual([3]);
    const first = await backup(vault, { ...inputOf({ ...library, contents: new Map() }) });
    const keys = first.lost.map(({ first }) => first).filter(({ rank }) => rank === TIMELINE_RANK);
    expect(keys.length).toBe(3);
    const summary = await backUpChanged(vault, library, keys);
    expect(summary.lost).toEqual([]);
    expect((await checkVault(vault, { readData: true })).findings).toEqual([]);
    expect((await firstPhoto(vault)).length).toBeGreaterThan(0);
  });

  it("asks for new objects alone while that is cheaper than listing all", async () => {
    const library = makeLibrary(8);
    const { store, vault } = await vaultWith(1, library);
    const watched = watch(store);
    const opened = await again(vault, watched);
    const logged = (operation: string, name: string) => watched.log.filter((entry) => entry === `${operation} ${name}`);
    watched.log.length = 0;
    const one = change(library, [{ kind: "edit", at: 0.4 }]);
    const before = segmentNames(opened);
    await backUpChanged(opened, one.library, one.changed);
    const [name] = segmentNames(opened).filter((segment) => !before.includes(segment));
    expect(logged("list", "objects/").length).toBe(0);
    expect(logged("get", name!).length).toBe(3);
    const edits = Array.from({ length: 8 }, (_, i) => ({ kind: "picture", at: i / 8 }) as const);
    const more = change(one.library, edits, 1);
    await backUpChanged(opened, more.library, more.changed);
    expect(logged("list", "objects/").length).toBe(3);
  });

  it("stores a new photo again that the store loses meanwhile, and refuses if the frames are gone", async () => {
    const before = makeLibrary(3);
    const { store, vault } = await vaultWith(1, before);
    const { library, changed } = change(before, [{ kind: "picture", at: 0.3 }]);
    for (const isOnce of [false, true]) {
      const copy = copyOf(store);
      const added: string[] = [];
      const losing = watch(copy, (operation, name) => {
        if (operation === "put" && name.startsWith("objects/")) added.push(name);
        if (operation === "put" && name.startsWith("snapshots/")) copy.files.delete(added[0]!);
      });
      const opened = await again(vault, losing);
      // Keys that can be gone through once, as those of a query.
      const keys = { ...appOf(library, vault.latest!.digest, changed), changed: changed.values() };
      const items = onlyChanged(opened, keys);
      const once = { since: items.since, [Symbol.asyncIterator]: () => iterator, next: () => iterator.next() };
      const iterator = items[Symbol.asyncIterator]();
      const frames = isOnce ? (once as AsyncIterable<BackupItem>) : items;
      const result = backup(opened, { ...inputOf(library), frames });
      if (isOnce) await expect(result).rejects.toMatchObject({ code: "store.conflict" });
      else await result;
      expect(copy.files.has(added[0]!)).toBe(!isOnce);
    }
  });

  it("mends what the store has lost when all frames are given again", async () => {
    const library = makeLibrary(3);
    const { store, vault } = await vaultWith(1, library);
    const lost = [vault.latest!.snapshot.segments[2]!.object.id, (await firstPhoto(vault)).id!].map(objectName);
    for (const name of lost) store.files.delete(name);
    await backUpChanged(vault, library, []);
    expect(lost.some((name) => store.files.has(name))).toBe(false);
    await runBackup(vault, library);
    expect((await checkVault(vault, { readData: true })).findings).toEqual([]);
  });

  it("mends what the store has lost when somebody is gone, so that all frames are gone through", async () => {
    const library = makeLibrary(3);
    const extra: Frame = { contact: { id: "zoe", displayName: "Zoe" } };
    const more = { ...library, frames: sorted([...library.frames, extra]) };
    const { store, vault } = await vaultWith(1, more);
    const [, second, third] = vault.latest!.snapshot.segments;
    const lost = [await avatar(vault), second!.object, third!.object].map(({ id }) => objectName(id!));
    for (const name of lost) store.files.delete(name);
    await backUpChanged(vault, library, []);
    expect(plain(await allFrames(vault))).toEqual(plain(library.frames));
    expect((await checkVault(vault, { readData: true })).findings).toEqual([]);
  });

  it("refuses messages whose contact is gone, although nothing says that they changed", async () => {
    const library = makeLibrary(3);
    const { vault } = await vaultWith(1, library);
    const frames = library.frames.filter((frame) => frame.contact?.id !== "friend");
    await expect(backUpChanged(vault, { ...library, frames }, [])).rejects.toMatchObject({ code: "content.reference" });
    expect(vault.latest?.sequence).toBe(1);
  });

  it("counts right although a segment that changed cannot be read", async () => {
    const library = makeLibrary(3);
    const { store, vault } = await vaultWith(1, library);
    const { library: next, changed } = change(library, [{ kind: "delete", at: 0.4 }]);
    for (const name of segmentNames(vault)) {
      const copy = copyOf(store);
      copy.files.set(
        name,
        copy.files.get(name)!.map((byte) => byte ^ 1),
      );
      const { totals } = await backUpChanged(await again(vault, copy), next, changed);
      expect(totals.messages).toBe(next.frames.filter(inTimeline).length);
    }
  });

  it("refuses segments of another backup or out of their place, and frames that belong to one", async () => {
    const library = makeLibrary(3);
    const { store, vault } = await vaultWith(1, library);
    const directory = library.frames.filter((frame) => !inTimeline(frame));
    const late = text("late", NOW - 3 * 31 * DAY + 3, "of the month of the segment before");
    const old = vault.latest!.snapshot.segments[1]!;
    await runBackup(vault, change(library, [{ kind: "edit", at: 0 }]).library);
    const item = (unchanged: typeof old): BackupItem => ({ unchanged, frames: () => [] });
    async function run(pick: (opened: Vault) => BackupItem[]) {
      const opened = await again(vault, copyOf(store));
      return backup(opened, { ...inputOf(library), frames: pick(opened) });
    }
    const own = (opened: Vault, index: number) => item(opened.latest!.snapshot.segments[index]!);
    await expect(run(() => [...directory, item(old)])).rejects.toThrow(RangeError);
    await expect(run((opened) => [...directory, own(opened, 2), own(opened, 1)])).rejects.toThrow(RangeError);
    await expect(run((opened) => [...directory, own(opened, 1), late])).rejects.toThrow(RangeError);
  });
});

const segmentNames = (vault: Vault) => vault.latest!.snapshot.segments.map(({ object }) => objectName(object.id));

const firstPhoto = (vault: Vault) => firstObject(vault, inTimeline);
const avatar = (vault: Vault) => firstObject(vault, (frame) => !inTimeline(frame));

async function firstObject(vault: Vault, isAsked: (frame: Frame) => boolean): Promise<ObjectReference> {
  const found: ObjectReference[] = [];
  for (const frame of (await allFrames(vault)).filter(isAsked)) {
    forEachAttachment(frame, ({ object }) => found.push(object!));
  }
  return found[0]!;
}
