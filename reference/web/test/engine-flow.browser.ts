/** The engine in Chromium, and the command: each restores what the other backed up. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import { buildOnce, keepsake, keepsakeJson } from "../../test/command-harness.js";
import { zipNames } from "./engine-files.js";
import { backUp, bytesOf, createOwn, LEO, MAYA, newKey, openFile, saveOwn, useEngine } from "./engine-harness.js";

describe("the engine", () => {
  const used = useEngine();
  beforeAll(async () => {
    if (noChromium === undefined) await buildOnce();
  });
  beforeEach((context) => {
    if (noChromium !== undefined) context.skip(noChromium);
  });

  /** A folder with a vault of the command, of the same exports. */
  async function vaultByCommand(exports: readonly string[]): Promise<string> {
    const init = await keepsake(used.folder, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
    expect(init.code, init.stderr).toBe(0);
    const options = ["--vault", "vault", "--recovery-key-file", "key.txt"];
    await keepsakeJson(used.folder, ["backup", ...exports, ...options]);
    return used.folder;
  }

  /** The frames of a vault, restored by the command. */
  async function framesOf(vault: string, keyFile: string, to: string): Promise<string> {
    const options = ["--to", to, "--recovery-key-file", keyFile, "--format", "jsonl"];
    await keepsakeJson(used.folder, ["restore", vault, ...options]);
    return readFileSync(join(used.folder, to, "frames.jsonl"), "utf8");
  }

  it("backs up what the command restores, the same as its own", async () => {
    const page = await used.fresh();
    await vaultByCommand([LEO, MAYA]);
    const key = newKey();
    await createOwn(page, key.digits);
    const { report, summary } = await backUp(page, [LEO, MAYA]);
    expect(report.chats).toHaveLength(2);
    expect(summary.lost).toEqual([]);
    writeFileSync(join(used.folder, "browser.keepsake"), await saveOwn(page));
    writeFileSync(join(used.folder, "browser.txt"), key.text);
    const expected = await framesOf("vault", "key.txt", "a");
    expect(await framesOf("browser.keepsake", "browser.txt", "b")).toBe(expected);
    const view = await page.evaluate(() => kit.engine.view("own"));
    expect(view).toMatchObject({ state: "open", isSaved: true, backups: [{ service: "WhatsApp", sequence: 1 }] });
  });

  it("merges with the last backup, and stores nothing twice", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    const first = await backUp(page, [LEO]);
    const again = await backUp(page, [LEO]);
    expect(again.summary.totals).toEqual(first.summary.totals);
    expect(again.summary.counts.stored.objects).toBe(0);
    const both = await backUp(page, [MAYA]);
    expect(both.summary.totals.chats).toBe(2);
    expect(both.summary.totals.messages).toBeGreaterThan(first.summary.totals.messages);
  });

  it("restores what the command backed up, and goes on with it", async () => {
    const page = await used.fresh();
    const folder = await vaultByCommand([LEO, MAYA]);
    await keepsakeJson(folder, ["archive", "pack", "vault", "saved.keepsake"]);
    const locked = await openFile(page, join(folder, "saved.keepsake"));
    expect(locked).toMatchObject({ state: "locked", slots: [{ kind: "recovery-key" }] });
    const text = readFileSync(join(folder, "key.txt"), "utf8");
    const opened = await page.evaluate((digits) => kit.engine.unlock("opened", { kind: "recovery-key", digits }), text);
    expect(opened.slots).toMatchObject([{ isOpener: true }]);
    expect(opened.backups).toMatchObject([{ totals: { chats: 2 } }]);

    const browsing = await page.evaluate(() => kit.engine.browse("opened", 1, kit.work));
    expect(browsing.losses).toEqual([]);
    expect(browsing.chats.map(({ name }) => name).sort()).toEqual(["Leo", "Maya"]);

    await page.evaluate(() => kit.engine.adopt({ writerName: "this browser" }, kit.work));
    const { summary } = await backUp(page, [LEO]);
    expect(summary.totals).toEqual(opened.backups[0]!.totals);
    writeFileSync(join(folder, "again.keepsake"), await saveOwn(page));
    expect(await framesOf("again.keepsake", "key.txt", "b")).toBe(await framesOf("vault", "key.txt", "a"));
  });

  it("saves all chats, or one, as a zip of pages and media", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    await backUp(page, [LEO, MAYA]);
    const { chats } = await page.evaluate(() => kit.engine.browse("own", 1, kit.work));
    const all = await page.evaluate(async () =>
      kit.engine.export("own", 1, undefined, await kit.target("all.zip"), kit.work),
    );
    const zip = await bytesOf(page, "all.zip");
    expect(zip.length).toBe(all.bytes);
    const names = await zipNames(zip);
    expect(names).toContain("index.html");
    expect(names.filter((name) => /^chats\/[^/]+\/1\.html$/.test(name))).toHaveLength(2);
    expect(names.some((name) => /^media\/.*\.jpg$/.test(name))).toBe(true);
    const leo = chats.find(({ name }) => name === "Leo")!.id;
    const one = async (id: string) => kit.engine.export("own", 1, id, await kit.target("one.zip"), kit.work);
    await page.evaluate(one, leo);
    const few = await zipNames(await bytesOf(page, "one.zip"));
    expect(few.filter((name) => /^chats\/[^/]+\/1\.html$/.test(name))).toHaveLength(1);
    expect(few.length).toBeLessThan(names.length);
  });

  it("hands files to the browser's downloads, also with half a character in the name", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    await backUp(page, [LEO]);
    const coming = page.waitForEvent("download");
    const { bytes } = await page.evaluate(() => {
      const start = (url: string) => {
        const frame = document.createElement("iframe");
        frame.src = url;
        document.body.append(frame);
      };
      return kit.engine.save("own", { kind: "download", name: "chats of “Ana” \ud83d.keepsake", start }, kit.work);
    });
    const download = await coming;
    expect(download.suggestedFilename()).toBe("chats of “Ana” \ufffd.keepsake");
    const direct = await saveOwn(page);
    const downloaded = readFileSync(await download.path());
    expect(downloaded.length).toBe(bytes);
    expect(downloaded.equals(direct)).toBe(true);
  });
});
