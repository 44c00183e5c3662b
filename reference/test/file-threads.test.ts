import { readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type * as Core from "../core/index.js";
import type * as NodeParts from "../node/index.js";
import { counting, expectBytes } from "./byte-support.js";
import { buildOnce, temporaryFolder } from "./command-harness.js";
import { NOW, photo, recoverySlot } from "./vault-helpers.js";

const MIB = 1_048_576;
/** Some that are sealed before it pays to start threads, some that threads hold, one that they read twice. */
const SIZES = [3 * MIB, 2 * MIB, 0, 1, 300_000, 300_001, 12 * MIB + 5, 700_000, 5 * MIB, 100_000];

// Other threads exist only in compiled code.
describe("files of the device that a folder takes", () => {
  let core: typeof Core;
  let nodeParts: typeof NodeParts;
  let threads: number;
  const count = () => void threads++;
  let folder: string;
  let vault: Core.Vault;

  beforeAll(async () => {
    await buildOnce();
    const compiled = (name: string) => import(/* @vite-ignore */ pathToFileURL(join("dist/reference", name)).href);
    core = await compiled("core/index.js");
    nodeParts = await compiled("node/index.js");
    process.on("worker", count);
  }, 180_000);
  afterAll(() => void process.off("worker", count));
  beforeEach(async () => {
    threads = 0;
    folder = temporaryFolder();
    const store = nodeParts.folderStore(join(folder, "vault"));
    vault = await core.createVault(store, { slots: [recoverySlot] });
    SIZES.forEach((size, index) => {
      writeFileSync(file(index), counting(size, index));
    });
  });

  const file = (index: number) => join(folder, `photo-${index}`);
  const idOf = (index: number) => `m${index}-photo`;

  function backup(more: Partial<Core.BackupInput> = {}) {
    const frames = [
      { account: { selfContactId: "me" } },
      { contact: { id: "me" } },
      { chat: { id: "chat" } },
      ...SIZES.map((_, index) => photo(`m${index}`, NOW + index)),
    ];
    const openAttachment: Core.OpenContent = ({ id = "" }) => nodeParts.fileContent(file(Number(/\d+/.exec(id)![0])));
    return core.backup(vault, { frames, openAttachment, now: NOW, ...more });
  }

  async function restored(): Promise<Map<string, Uint8Array>> {
    const contents = new Map<string, Uint8Array>();
    for await (const frame of core.readFrames(vault, vault.latest!)) {
      for (const attachment of frame.message?.media?.attachments ?? []) {
        if (attachment.object == null) continue;
        contents.set(attachment.id!, await core.collect(core.openAttachment(vault, attachment)));
      }
    }
    return contents;
  }

  it("come back as they were", async () => {
    let bytesDone = 0;
    const { lost } = await backup({ onProgress: (progress) => (bytesDone = progress.bytesDone) });
    expect(lost).toEqual([]);
    expect(threads).toBeGreaterThan(0);
    expect(bytesDone).toBeGreaterThanOrEqual(SIZES.reduce((sum, size) => sum + size));
    const contents = await restored();
    for (const [index, size] of SIZES.entries()) expectBytes(contents.get(idOf(index))!, counting(size, index));
  });

  it("are lost alone if they vanish", async () => {
    const gone = SIZES.length - 1;
    const { lost } = await backup({
      openAttachment: async ({ id = "" }) => {
        const index = Number(/\d+/.exec(id)![0]);
        const content = await nodeParts.fileContent(file(index));
        if (index === gone) unlinkSync(file(index));
        return content;
      },
    });
    expect(threads).toBeGreaterThan(0);
    expect(lost.map(({ code, attachmentId }) => [code, attachmentId])).toEqual([["object.missing", idOf(gone)]]);
    expect((await restored()).size).toBe(SIZES.length - 1);
  });

  it("leave nothing half-written behind when the backup is stopped", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let taken = 0;
    const stopped = backup({
      signal: controller.signal,
      openAttachment: async ({ id = "" }) => {
        if (++taken === 7) setImmediate(() => controller.abort(reason));
        return nodeParts.fileContent(file(Number(/\d+/.exec(id)![0])));
      },
    });
    await expect(stopped).rejects.toBe(reason);
    const left = readdirSync(join(folder, "vault"), { recursive: true }).filter((name) =>
      String(name).includes(".keepsake-"),
    );
    expect(left).toEqual([]);
    expect((await backup()).lost).toEqual([]);
    expect((await restored()).size).toBe(SIZES.length);
  });
});
