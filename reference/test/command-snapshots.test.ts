import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { addedSince } from "../command/added.js";
import { objectName } from "../core/names.js";
import { storedObjectSize } from "../core/object.js";
import { forget } from "../core/prune.js";
import { referencedObjects } from "../core/references.js";
import { createMemoryStore } from "../core/store-memory.js";
import { buildOnce, keepsake, keepsakeJson } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import {
  DAY,
  type Library,
  makeLibrary,
  makeVault,
  NOW,
  names,
  photo,
  recoverySlot,
  runBackup,
  text,
  watch,
} from "./vault-helpers.js";

/** States of one library, each after the one before: new messages, a new photo, one gone, nothing. */
function states(): Library[] {
  const first = makeLibrary(4);
  const { contents } = first;
  contents.set("new-photo", bytesFor("new", 50_000));
  const withText = [...first.frames, text("late", NOW, "late")];
  const withPhoto = [...withText, photo("new", NOW + 1)];
  const withoutOld = withPhoto.filter(({ message }) => message?.id !== "m0-b");
  return [first.frames, withText, withPhoto, withoutOld, withoutOld].map((frames) => ({ frames, contents }));
}

describe("what a snapshot added", () => {
  it("is what its backup uploaded, and what all tables say", async () => {
    const vault = await makeVault(createMemoryStore(), [recoverySlot]);
    const [first, ...later] = states();
    let { snapshot: before } = await runBackup(vault, first!);
    const numbers: number[] = [];
    for (const [index, library] of later.entries()) {
      const { snapshot, counts } = await runBackup(vault, library, { now: NOW + index * DAY });
      const added = await addedSince(vault, before, snapshot);
      const known = await referencedObjects(vault, [before]);
      const fresh = [...(await referencedObjects(vault, [snapshot]))].filter(([id]) => !known.has(id));
      expect(added).toEqual({
        objects: fresh.length,
        bytes: fresh.reduce((sum, [, length]) => sum + storedObjectSize(length), 0),
      });
      expect(added).toEqual(counts.stored);
      numbers.push(added.objects);
      before = snapshot;
    }
    // A segment; the segment and its photo; the segment that lost one; nothing.
    expect(numbers).toEqual([1, 2, 1, 0]);
  });

  it("is told from the segments that changed, without reading media", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    const library = makeLibrary(4);
    const { snapshot: before } = await runBackup(vault, library);
    const { snapshot } = await runBackup(vault, { ...library, frames: [...library.frames, text("late", NOW, "late")] });
    const watched = watch(store);
    await addedSince({ ...vault, store: watched }, before, snapshot);
    const segments = (of: typeof before) => of.snapshot.segments.map(({ object }) => objectName(object.id));
    const changed = [...segments(before), ...segments(snapshot)].filter(
      (name) => !(segments(before).includes(name) && segments(snapshot).includes(name)),
    );
    expect(changed.length).toBeLessThan(segments(snapshot).length);
    expect(names(watched.log, "get").sort()).toEqual(changed.sort());
  });
});

describe("keepsake snapshots", () => {
  beforeAll(buildOnce, 300_000);

  async function withBackups() {
    const { folder, vault, save } = await vaultFolder();
    const uploaded: { objects: number; bytes: number }[] = [];
    for (const [index, library] of states().entries()) {
      const { counts } = await runBackup(vault, library, { now: NOW + index * DAY });
      uploaded.push(counts.stored);
    }
    await save();
    return { folder, vault, uploaded };
  }

  interface Listed {
    readonly snapshots: readonly { readonly sequence: number; readonly added?: object }[];
    readonly problems: readonly { readonly code: string }[];
  }

  it("shows what each one added, the newest first", async () => {
    const { folder, uploaded } = await withBackups();
    const { snapshots } = await keepsakeJson<Listed>(folder, ["snapshots", "vault", ...WITH_KEY]);
    expect(snapshots.map(({ sequence, added }) => [sequence, added])).toEqual([
      [5, uploaded[4]],
      [4, uploaded[3]],
      [3, uploaded[2]],
      [2, uploaded[1]],
      [1, undefined],
    ]);
    const { stdout } = await keepsake(folder, ["snapshots", "vault", ...WITH_KEY]);
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/Size +Added +Device$/);
    expect(rows[0]).toMatch(/ 0 +0 B +test phone$/);
    expect(rows[4]).toMatch(/ everything +test phone$/);
  });

  it("compares with the one before that is still there", async () => {
    const { folder, vault, uploaded } = await withBackups();
    await forget(vault, [2]);
    const { snapshots } = await keepsakeJson<Listed>(folder, ["snapshots", "vault", ...WITH_KEY]);
    expect(snapshots.map(({ sequence }) => sequence)).toEqual([5, 4, 3, 1]);
    // What snapshot 2 alone had added is a segment, which snapshot 3 replaced.
    expect(snapshots[2]?.added).toEqual(uploaded[2]);
  });

  it("says where it cannot be told, and lists the rest", async () => {
    const { folder, vault, uploaded } = await withBackups();
    const { object } = vault.latest!.snapshot.segments.at(-1)!;
    rmSync(join(folder, "vault", objectName(object.id)));
    const result = await keepsakeJson<Listed>(folder, ["snapshots", "vault", ...WITH_KEY], 7);
    expect(result.problems).toMatchObject([{ code: "object.missing", name: objectName(object.id) }]);
    // The last segment came with snapshot 3 and stayed.
    expect(result.snapshots.map(({ added }) => added)).toEqual([
      uploaded[4],
      uploaded[3],
      undefined,
      uploaded[1],
      undefined,
    ]);
    expect((await keepsake(folder, ["snapshots", "vault", ...WITH_KEY])).stdout).toContain("unknown");
  });
});
