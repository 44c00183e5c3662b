/** What goes wrong in the middle leaves a vault that is as it was before. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { archiveStore, bytesSource, checkVault, openArchive, openVault } from "../../core/index.js";
import type { Progress } from "../../core/progress.js";
import type { BackupTotals } from "../../core/totals.js";
import { noChromium } from "../../test/chromium.js";
import { chatExport, content } from "./engine-files.js";
import { backUp, bytesOf, createOwn, LEO, MAYA, newKey, openFile, saveOwn, useEngine } from "./engine-harness.js";

const MIB = 1_048_576;

describe.skipIf(noChromium !== undefined)("the engine", () => {
  const used = useEngine();

  /** A vault with one backup. */
  async function withBackup(): Promise<{ page: Page; digits: string; first: BackupTotals }> {
    const page = await used.fresh();
    const { digits } = newKey();
    await createOwn(page, digits);
    const { summary } = await backUp(page, [LEO]);
    return { page, digits, first: summary.totals };
  }

  async function exportWith(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
    const path = join(used.folder, "WhatsApp Chat with Ana.zip");
    writeFileSync(path, await chatExport(files));
    return path;
  }

  /** What is wrong in the vault of the browser, every object read. */
  async function check(page: Page, digits: string) {
    const store = archiveStore(await openArchive(bytesSource(await saveOwn(page))));
    const vault = await openVault(store, { kind: "recovery-key", digits });
    return checkVault(vault, { readData: true });
  }

  const files = (page: Page) => page.evaluate(async () => (await kit.engine.seen("own")).files);
  const failureOf = (page: Page, paths: string[]) =>
    page
      .setInputFiles("input", paths)
      .then(() => page.evaluate(() => kit.failure(kit.engine.backUp(kit.chosen(), { me: "Sam" }, kit.work))));

  it("leaves nothing of a backup that is cancelled, whenever", async () => {
    const { page, digits, first } = await withBackup();
    const before = await files(page);
    const videos = { "VID-20231225-WA0001.mp4": content(4 * MIB), "VID-20231225-WA0002.mp4": content(4 * MIB, 2) };
    const path = await exportWith(videos);
    await page.setInputFiles("input", path);
    const cancelled = (share: number) =>
      page.evaluate((share) => {
        const isTime = ({ bytesDone, bytesTotal = 1 }: Progress) => bytesDone / bytesTotal >= share;
        return kit.failure(kit.engine.backUp(kit.chosen(), { me: "Sam" }, kit.cancelWhen(isTime)));
      }, share);
    for (const share of [0, 0.3, 0.7]) {
      expect(await cancelled(share), `${share}`).toMatchObject({ name: "AbortError" });
      expect(await files(page), `${share}`).toBe(before);
    }
    expect((await check(page, digits)).findings).toEqual([]);
    const { summary } = await backUp(page, [path], { me: "Sam" });
    expect(summary.totals.videos).toBe(first.videos + 2);
    expect((await check(page, digits)).findings).toEqual([]);
  });

  it("leaves no file of a saving that is cancelled", async () => {
    const { page } = await withBackup();
    await backUp(page, [await exportWith({ "VID-20231225-WA0001.mp4": content(8 * MIB) })], { me: "Sam" });
    const [failure, names] = await page.evaluate(async () => {
      const work = kit.cancelWhen(({ phase }) => phase === "pack");
      const failure = await kit.failure(kit.engine.save("own", await kit.target("half.keepsake"), work));
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return [failure, names] as const;
    });
    expect(failure).toMatchObject({ name: "AbortError" });
    expect(names).not.toContain("half.keepsake");
    expect((await saveOwn(page)).length).toBeGreaterThan(8 * MIB);
  });

  it("says so when the disk is full, gives the room back, and goes on", async () => {
    const { page, digits, first } = await withBackup();
    const before = await files(page);
    const path = await exportWith({ "VID-20231225-WA0001.mp4": content(12 * MIB) });
    const cdp = await page.context().newCDPSession(page);
    const { origin } = new URL(used.url);
    const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
    await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: usage + 5 * MIB });
    const failure = await failureOf(page, [path]);
    expect(failure).toMatchObject({ code: "store.unavailable", details: { reason: "full" } });
    expect(failure!.message).toContain("room");
    expect(await files(page)).toBe(before);
    await cdp.send("Storage.overrideQuotaForOrigin", { origin });
    const { summary } = await backUp(page, [path], { me: "Sam" });
    expect(summary.totals.videos).toBe(first.videos + 1);
    expect((await check(page, digits)).findings).toEqual([]);
  });

  it("names a photo that is damaged in the zip, and keeps the rest", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    const photo = content(50_000);
    const path = await exportWith({ "IMG-20231225-WA0001.jpg": photo, "IMG-20231225-WA0002.jpg": content(50_000, 2) });
    const zip = readFileSync(path);
    zip[zip.indexOf(photo.subarray(1000, 1020)) + 5]! ^= 1;
    writeFileSync(path, zip);
    const { summary } = await backUp(page, [path], { me: "Sam" });
    expect(summary.lost).toMatchObject([{ fileName: "IMG-20231225-WA0001.jpg", kind: "attachment" }]);
    expect(summary.totals).toMatchObject({ photos: 1, messages: 3 });
  });

  it("refuses what is no export, with a sentence", async () => {
    const { page } = await withBackup();
    const path = join(used.folder, "other.zip");
    writeFileSync(path, content(1000));
    const failure = await failureOf(page, [path]);
    expect(failure).toMatchObject({ code: "input.malformed", details: { reason: "broken-zip" } });
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ backups: [{ sequence: 1 }] });
  });

  it("refuses a file that is cut, or none of ours", async () => {
    const { page } = await withBackup();
    const whole = await saveOwn(page);
    const failure = async (bytes: Uint8Array) => {
      const path = join(used.folder, "file.keepsake");
      writeFileSync(path, bytes);
      await page.setInputFiles("input", path);
      return page.evaluate(() => kit.failure(kit.engine.openFile(kit.chosen()[0]!)));
    };
    expect(await failure(whole.subarray(0, whole.length - 1))).toMatchObject({ code: "input.truncated" });
    expect(await failure(whole.subarray(0, 5000))).toMatchObject({ code: "input.truncated" });
    expect(await failure(content(5000))).toMatchObject({ code: "input.malformed" });
    expect(await failure(whole)).toBeUndefined();
  });

  it("leaves nothing of a copy that fails or is cancelled", async () => {
    const { page, digits } = await withBackup();
    const path = join(used.folder, "file.keepsake");
    writeFileSync(path, await saveOwn(page));
    await page.evaluate(() => kit.engine.remove());
    await openFile(page, path);
    await page.evaluate((digits) => kit.engine.unlock("opened", { kind: "recovery-key", digits }), digits);
    const adopt = (writerName: string) => kit.failure(kit.engine.adopt({ writerName }, kit.work));
    const cancelled = () =>
      kit.failure(
        kit.engine.adopt(
          { writerName: "this browser" },
          kit.cancelWhen(({ phase }) => phase === "unpack"),
        ),
      );
    expect(await page.evaluate(cancelled)).toMatchObject({ name: "AbortError" });
    expect(await page.evaluate(() => kit.engine.view("own"))).toEqual({ state: "none" });
    // Refused by the take-over, after everything was copied.
    expect(await page.evaluate(adopt, "x".repeat(300))).toBeDefined();
    expect(await page.evaluate(() => kit.engine.view("own"))).toEqual({ state: "none" });
    expect(await page.evaluate(adopt, "this browser")).toBeUndefined();
    const view = await page.evaluate(() => kit.engine.view("own"));
    expect(view).toMatchObject({ isWriter: true, backups: [{ sequence: 1 }] });
  });

  it("exports what is left of a damaged file, and says what is lost", async () => {
    const { page, digits } = await withBackup();
    await backUp(page, [await exportWith({ "VID-20231225-WA0001.mp4": content(10 * MIB) })], { me: "Sam" });
    const archive = await saveOwn(page);
    // The largest record is the video.
    const { entries } = await openArchive(bytesSource(archive));
    const video = [...entries.values()].sort((a, b) => b.length - a.length)[0]!;
    archive[video.offset + video.length - 5 * MIB]! ^= 1;
    const path = join(used.folder, "damaged.keepsake");
    writeFileSync(path, archive);
    await openFile(page, path);
    const opened = async (digits: string) => {
      await kit.engine.unlock("opened", { kind: "recovery-key", digits });
      return kit.engine.export("opened", 2, undefined, await kit.target("left.zip"), kit.work);
    };
    const { bytes } = await page.evaluate(opened, digits);
    expect(bytes).toBeLessThan(5 * MIB);
    expect((await bytesOf(page, "left.zip")).length).toBe(bytes);
  });

  it("refuses a wrong key, and one with a slip of the pen", async () => {
    const { page, digits } = await withBackup();
    await page.evaluate(() => kit.engine.lock("own"));
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ state: "locked" });
    const failure = (digits: string) => kit.failure(kit.engine.unlock("own", { kind: "recovery-key", digits }));
    expect(await page.evaluate(failure, newKey().digits)).toMatchObject({ code: "key.no-matching-slot" });
    const slip = digits.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
    expect(await page.evaluate(failure, slip)).toMatchObject({
      code: "key.recovery-check-digit",
      details: { rows: [1] },
    });
    expect(await page.evaluate(failure, digits)).toBeUndefined();
    const { summary } = await backUp(page, [MAYA]);
    expect(summary.totals.chats).toBe(2);
  });
});
