import { describe, expect, it } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { openAttachment } from "../core/restore.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import {
  allFrames,
  makeLibrary,
  makeVault,
  names,
  passkey,
  plain,
  provider,
  recoveryKey,
  runBackup,
  watch,
} from "./vault-helpers.js";

describe("a vault", () => {
  it("gives back with each of its keys what was backed up", async () => {
    const store = createMemoryStore();
    const library = makeLibrary();
    const summary = await runBackup(await makeVault(store), library);
    expect(summary).toMatchObject({ segments: 4, lost: [], counts: { stored: { objects: 8 } } });
    for (const secret of [recoveryKey, passkey]) {
      const vault = await openVault(store, secret, { provider });
      expect(vault.problems).toEqual([]);
      const frames = await allFrames(vault);
      expect(plain(frames)).toEqual(plain(library.frames));
      const restored = new Map<string, Uint8Array>();
      for (const frame of frames) {
        const found: (typeof frame.message extends never
          ? never
          : Parameters<Parameters<typeof forEachAttachment>[1]>[0])[] = [];
        forEachAttachment(frame, (attachment) => found.push(attachment));
        for (const attachment of found) restored.set(attachment.id!, await collect(openAttachment(vault, attachment)));
      }
      expect([...restored.keys()].sort()).toEqual([...library.contents.keys()].sort());
      for (const [id, bytes] of library.contents) expect(equalBytes(restored.get(id)!, bytes)).toBe(true);
    }
  });

  it("uploads nothing but a snapshot when nothing changed", async () => {
    const memory = createMemoryStore();
    const library = makeLibrary();
    const vault = await makeVault(memory);
    await runBackup(vault, library);
    const watched = watch(memory);
    const again = await openVault(watched, recoveryKey, { provider });
    again.writerId = vault.writerId;
    watched.log.length = 0;
    const summary = await runBackup(again, library);
    expect(names(watched.log, "put")).toEqual(["snapshots/0000000000000002"]);
    expect(summary.counts.stored).toEqual({ objects: 0, bytes: 0 });
    expect(summary.segmentsReused).toBe(4);
  });
});
