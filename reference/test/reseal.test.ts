import { describe, expect, it } from "vitest";
import { backup } from "../core/backup.js";
import { toHex } from "../core/bytes.js";
import { deviceState } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { forEachReference } from "../core/frame-refs.js";
import { objectName } from "../core/names.js";
import { createReference, OBJECT_TYPE, objectKey, type Reference } from "../core/object.js";
import { AttachmentMissing, type Frame } from "../core/proto/types.js";
import { referencedObjects } from "../core/references.js";
import { reseal } from "../core/reseal.js";
import { restoreAll } from "../core/restore-all.js";
import { rotate } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import {
  allFrames,
  copyOf,
  inputOf,
  makeLibrary,
  makeVault,
  NOW,
  names,
  openByKey,
  plain,
  provider,
  recoverySlot,
  runBackup,
  vaultWith,
  watch,
} from "./vault-helpers.js";

const LATER = { now: NOW };

/** Ids in hex of everything that the newest backup refers to. */
async function idsOf(vault: Vault): Promise<Set<string>> {
  return new Set(Array.from(await referencedObjects(vault, [vault.latest!]), ([id]) => toHex(id)));
}

async function contentsOf(vault: Vault): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  const attachment = async (content: AsyncIterable<Uint8Array>, of: { attachment: { id?: string }; kind: string }) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece.slice());
    contents.set(`${of.kind} ${of.attachment.id}`, new Uint8Array(Buffer.concat(pieces)));
  };
  const report = await restoreAll(vault, vault.latest!, { frame: () => {}, attachment }, LATER);
  expect(report.lost).toEqual([]);
  return contents;
}

/** A vault with photos, of which one has a thumbnail, with what this version does not know. */
async function richVault(): Promise<{ store: MemoryStore; vault: Vault }> {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  const library = makeLibrary(2);
  const unknown = { $unknowns: [new Uint8Array([250, 63, 1, 7])] } as Frame;
  library.frames.splice(5, 0, unknown);
  const message = library.frames.at(-1)!;
  library.frames[library.frames.length - 1] = { ...message, ...unknown };
  const { openAttachment, ...input } = inputOf(library);
  await backup(vault, {
    ...input,
    openAttachment: async (attachment) => {
      const content = (await openAttachment(attachment))!;
      return attachment.id === "m1-b-photo" ? { ...content, thumbnail: content } : content;
    },
  });
  return { store, vault };
}

describe("sealing a backup anew", () => {
  it("leaves nothing in the newest backup that was sealed before, and changes nothing of what it says", async () => {
    const { store, vault } = await richVault();
    const before = await allFrames(vault);
    expect(before.filter(({ $unknowns }) => $unknowns !== undefined)).toHaveLength(2);
    const contents = await contentsOf(vault);
    const old = await idsOf(vault);
    await rotate(vault, LATER);
    expect(await idsOf(vault)).toEqual(old);
    const { segments: _, ...said } = vault.latest!.snapshot;

    const summary = (await reseal(vault, LATER))!;
    expect(summary).toMatchObject({ lost: [], snapshot: { sequence: 3 }, counts: { reused: { objects: 0 } } });
    const now = await idsOf(vault);
    expect([...now].filter((id) => old.has(id))).toEqual([]);
    expect(now.size).toBe(old.size);
    const { segments: __, ...saysNow } = vault.latest!.snapshot;
    const { sequence, ancestors } = vault.latest!.snapshot;
    expect(saysNow).toEqual({ ...said, sequence, ancestors });
    // [@object-id] Each key is of the current epoch.
    const { keys } = currentEpoch(vault);
    for (const frame of await allFrames(vault)) {
      const references: [Reference, string][] = [];
      forEachReference(frame, (reference, identity) => references.push([reference as Reference, identity]));
      for (const [reference, identity] of references) {
        const description = { type: OBJECT_TYPE.attachment, identity, ...reference };
        expect(reference).toMatchObject(await createReference(provider, keys, description));
      }
    }
    for (const { object } of vault.latest!.snapshot.segments) {
      expect(object.key).toEqual(await objectKey(provider, keys, object.id));
    }
    const again = await openByKey(store);
    expect(plain(await allFrames(again))).toEqual(plain(before));
    expect(await contentsOf(again)).toEqual(contents);
  });

  it("is what later backups build on", async () => {
    const { store, vault } = await vaultWith(0, makeLibrary(1));
    const library = makeLibrary(2);
    await runBackup(vault, library);
    await rotate(vault, LATER);
    await reseal(vault, LATER);
    const watched = watch(store);
    await runBackup({ ...vault, store: watched }, library);
    expect(names(watched.log, "put")).toEqual(["snapshots/0000000000000004"]);
  });

  it("goes on where it stopped", async () => {
    const { store, vault } = await vaultWith(1, makeLibrary(3));
    await rotate(vault, LATER);
    let puts = 0;
    const stopping = watch(store, (operation, name) => {
      if (operation === "put" && name.startsWith("objects/") && ++puts > 3) throw new Error("stopped");
    });
    await expect(reseal({ ...vault, store: stopping }, LATER)).rejects.toThrow("stopped");
    const opened = await openByKey(store);
    opened.writerId = vault.writerId;
    expect(opened).toMatchObject({ latest: { sequence: 2 }, problems: [] });
    const { counts } = (await reseal(opened, LATER))!;
    expect(counts.reused.objects).toBeGreaterThan(0);
    expect(counts.stored.objects + counts.reused.objects).toBe(8);
    // Again: nothing is left to be done.
    expect((await reseal(opened, LATER))!.counts.stored.objects).toBe(0);
  });

  it("finishes a rotation that was stopped", async () => {
    const { store, vault } = await vaultWith(1, makeLibrary(1));
    const stopping = watch(store, (operation, name) => {
      if (operation === "put" && name.startsWith("snapshots/")) throw new Error("stopped");
    });
    await expect(rotate({ ...vault, store: stopping }, LATER)).rejects.toThrow("stopped");
    const opened = await openByKey(store);
    opened.writerId = vault.writerId;
    await reseal(opened, LATER);
    expect(opened.latest).toMatchObject({ sequence: 3, snapshot: { epoch: 2 } });
  });

  it("has nothing to do without a backup", async () => {
    const { vault } = await vaultWith(0, makeLibrary(1));
    await rotate(vault, LATER);
    expect(await reseal(vault, LATER)).toBeUndefined();
  });

  it("reports an attachment that cannot be read, and keeps its message", async () => {
    const { store, vault } = await vaultWith(1, makeLibrary(1));
    await rotate(vault, LATER);
    const photo = await objectOf(vault, "m0-b-photo");
    store.files.delete(objectName(photo.id));
    const { lost, totals } = (await reseal(vault, LATER))!;
    // [@reseal-lost]
    expect(lost).toMatchObject([
      { code: "object.missing", kind: "attachment", attachmentId: "m0-b-photo", name: objectName(photo.id) },
    ]);
    expect(totals.attachments).toBe(1);
    const frame = (await allFrames(vault)).find((each) => each.message?.id === "m0-b")!;
    expect(frame.message!.media!.attachments[0]).toMatchObject({ object: null, missing: AttachmentMissing.LOST });
  });

  it("stops at a segment that cannot be read, and at a store that fails", async () => {
    const { store, vault } = await vaultWith(1, makeLibrary(2));
    await rotate(vault, LATER);
    const name = objectName(vault.latest!.snapshot.segments[1]!.object.id);
    const damaged = copyOf(store);
    damaged.files.set(name, damaged.files.get(name)!.with(200, 255));
    // [@reseal-segments]
    const failure = reseal({ ...vault, store: damaged }, LATER);
    await expect(failure).rejects.toMatchObject({ code: "object.auth", details: { name } });
    const photo = await objectOf(vault, "m0-b-photo");
    const failing = watch(store, (operation, asked) => {
      if (operation === "get" && asked === objectName(photo.id)) throw new Error("no answer");
    });
    await expect(reseal({ ...vault, store: failing }, LATER)).rejects.toThrow("no answer");
    for (const files of [damaged.files, store.files]) expect(files.has("snapshots/0000000000000003")).toBe(false);
  });

  it("keeps a device that remembers the rotation going", async () => {
    const { store, vault } = await vaultWith(1, makeLibrary(1));
    await rotate(vault, LATER);
    const remembered = deviceState(vault)!;
    await reseal(vault, LATER);
    expect(await openByKey(store, { remembered })).toMatchObject({ problems: [], readOnly: undefined });
  });
});

async function objectOf(vault: Vault, attachmentId: string): Promise<Reference> {
  let found: Reference | undefined;
  for (const frame of await allFrames(vault)) {
    forEachReference(frame, (reference, identity) => {
      if (identity === attachmentId) found = reference as Reference;
    });
  }
  return found!;
}
