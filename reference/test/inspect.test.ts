import { describe, expect, it } from "vitest";
import { chooseForArchive } from "../core/archive-choose.js";
import { openArchive, verifyArchive } from "../core/archive-read.js";
import { packArchive, unpackArchive } from "../core/archive-write.js";
import { toHex } from "../core/bytes.js";
import { inspectStore, inspectVault } from "../core/inspect.js";
import { headerName, markName, snapshotName } from "../core/names.js";
import { forget, prune } from "../core/prune.js";
import { restoreAll } from "../core/restore-all.js";
import { rotate } from "../core/slots.js";
import { bytesSource } from "../core/source.js";
import { collect } from "../core/store.js";
import { archiveStore } from "../core/store-archive.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  makeLibrary,
  makeVault,
  NOW,
  passkey,
  plain,
  provider,
  recoveryKey,
  runBackup,
  text,
} from "./vault-helpers.js";

async function backedUp() {
  const store = createMemoryStore();
  const vault = await makeVault(store);
  const library = makeLibrary(3);
  await runBackup(vault, library, { account: "sam", service: "chat.example", producer: "test 1" });
  await runBackup(vault, { ...library, frames: [...library.frames, text("new", NOW, "new")] });
  return { store, vault, library };
}

describe("without a key", () => {
  it("shows what a provider sees, and no more", async () => {
    const { store, vault } = await backedUp();
    const { contents, frames } = makeLibrary(3);
    await runBackup(vault, { contents, frames: frames.slice(0, -3) });
    await forget(vault, [1, 2]);
    await prune(vault, { now: NOW });
    await rotate(vault, { secrets: [passkey] });
    store.files.set("notes.txt", new Uint8Array(3));
    store.files.set(snapshotName(9), new Uint8Array(3));
    store.files.set(headerName(9), new Uint8Array(3));
    const view = await inspectStore(store, provider);
    expect(view).toMatchObject({
      headers: [
        {
          revision: 2,
          epoch: 2,
          vaultId: vault.vaultId,
          prfSalt: vault.header.prfSalt,
          size: store.files.get(headerName(2))!.length,
          slots: [{ kind: "recovery-key" }, { kind: "passkey", passkey: { rpId: "backup.example" } }],
        },
        { revision: 9, size: 3, problem: { code: "header.malformed" } },
      ],
      snapshots: [
        { number: 3, epoch: 1 },
        { number: 4, epoch: 2 },
        { number: 9, epoch: undefined },
      ],
      marks: [{ name: markName(1), number: 1, epoch: 1 }],
      unknownNames: ["notes.txt"],
      files: store.files.size,
      bytes: [...store.files.values()].reduce((sum, { length }) => sum + length, 0),
    });
    const [small, ...large] = view.objects;
    expect(small).toEqual({ size: 4178, count: 6 });
    expect(large).toEqual([{ size: expect.any(Number), count: 3 }]);
    const seen = JSON.stringify(view);
    for (const secret of ["Sam", "Alex", "paper", "hello", "test phone", "chat.example"])
      expect(seen).not.toContain(secret);
    expect(toHex(view.headers[0]!.slots![1]!.passkey!.credentialId)).toBe(toHex(passkey.credentialId));
  });

  it("shows an empty place", async () => {
    expect(await inspectStore(createMemoryStore(), provider)).toMatchObject({ headers: [], objects: [], files: 0 });
  });
});

describe("with a key", () => {
  it("shows keys, devices and backups", async () => {
    const { vault } = await backedUp();
    await rotate(vault, { secrets: [passkey] });
    expect(await inspectVault(vault)).toMatchObject({
      vaultId: vault.vaultId,
      epoch: 2,
      revision: 2,
      formerEpochs: [{ epoch: 1, lastSequence: 2 }],
      writer: { name: "test phone", isThisDevice: true },
      slots: [{ label: "paper" }, { label: "phone" }],
      snapshots: [
        { sequence: 3, epoch: 2, segments: 5, createdAtMs: NOW, totals: { frames: 14, messages: 10 } },
        { sequence: 2, epoch: 1, account: "" },
        { sequence: 1, account: "sam", service: "chat.example", producer: "test 1", totals: { photos: 3 } },
      ],
      readOnly: undefined,
      problems: [],
    });
  });
});

describe("an archive of a vault", () => {
  it("is read in place, with any of its keys", async () => {
    const { store, library } = await backedUp();
    const archive = await openArchive(bytesSource(await collect(packArchive(store, { provider }))), provider);
    await verifyArchive(archive);
    const vault = await openVault(archiveStore(archive), passkey, { provider });
    expect(plain(await allFrames(vault, 1))).toEqual(plain(library.frames));
    const report = await restoreAll(vault, vault.latest!, {
      frame: () => {},
      attachment: async (content) => void (await collect(content)),
    });
    expect(report).toMatchObject({ frames: 14, attachments: 4, lost: [] });
    vault.writerId = vault.details.writerId;
    await expect(runBackup(vault, library)).rejects.toMatchObject({ code: "store.unavailable" });
  });

  it("holds chosen snapshots and what they need, and becomes a vault of its own", async () => {
    const { store, vault, library } = await backedUp();
    const { frames, contents } = library;
    await runBackup(vault, { contents, frames: frames.slice(0, -3) });
    const { names, missing } = await chooseForArchive(vault);
    expect(missing).toEqual([]);
    expect(names.size).toBe(1 + 3 + 3);
    const archive = await openArchive(bytesSource(await collect(packArchive(store, { provider, names }))), provider);
    expect(archive.entries.size).toBe(8);
    const copy = createMemoryStore();
    await unpackArchive(archive, copy);
    const again = await openVault(copy, recoveryKey, { provider });
    expect(again.latest?.sequence).toBe(3);
    expect(plain(await allFrames(again))).toEqual(plain(frames.slice(0, -3)));
    await expect(allFrames(again, 2)).rejects.toMatchObject({ code: "snapshot.missing" });

    const both = await chooseForArchive(vault, [1, 3]);
    expect(both.names.size).toBe(names.size + 3);
    await expect(chooseForArchive(vault, [7])).rejects.toMatchObject({ code: "snapshot.missing" });
  });

  it("names what is missing in it", async () => {
    const { store, vault } = await backedUp();
    const largest = [...store.files].sort(([, a], [, b]) => b.length - a.length)[0]![0];
    store.files.delete(largest);
    const { names, missing } = await chooseForArchive(vault);
    expect(missing).toMatchObject([{ code: "object.missing", name: largest }]);
    const archive = await openArchive(bytesSource(await collect(packArchive(store, { provider, names }))), provider);
    const again = await openVault(archiveStore(archive), recoveryKey, { provider });
    const report = await restoreAll(again, again.latest!, {
      frame: () => {},
      attachment: async (content) => void (await collect(content)),
    });
    expect(report.lost).toMatchObject([{ code: "object.missing", name: largest }]);
  });
});
