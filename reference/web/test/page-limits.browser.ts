import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobReader, BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import {
  addAuthenticator,
  atHeading,
  button,
  LEO,
  link,
  MAYA,
  openPage,
  pickedFile,
  shoot,
  useBrowser,
} from "./page-harness.js";
import { axeFindings, look } from "./page-look.js";
import {
  backUp,
  chooseExports,
  openBackupFile,
  saveBackup,
  turnOnWithDigits,
  turnOnWithPasskey,
  typeDigits,
} from "./page-steps.js";

const used = useBrowser();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "keepsake-page-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alert = async (page: Page) => {
  await page.getByRole("alert").waitFor();
  return page.getByRole("alert").textContent();
};
/** An export with one large file, which takes a while. */
async function largeExport(bytes: number): Promise<string> {
  const path = join(folder, "WhatsApp Chat with Ann.zip");
  const text = "01/05/2024, 10:00 - Ann: VID-20240501-WA0000.mp4 (file attached)\n13/05/2024, 10:01 - Sam: Thanks\n";
  const zip = new ZipWriter(new BlobWriter(), { level: 0 });
  await zip.add("WhatsApp Chat with Ann.txt", new TextReader(text));
  await zip.add("VID-20240501-WA0000.mp4", new BlobReader(new Blob([new Uint8Array(bytes)])));
  writeFileSync(path, Buffer.from(await (await zip.close()).arrayBuffer()));
  return path;
}

it.skipIf(noChromium)("offers digits at an address without a name, and leads to one with a name", async () => {
  const address = used.url.replace("localhost", "127.0.0.1");
  const { page, watched } = await openPage(used, { address });
  expect(await page.locator("main > .notice a").getAttribute("href")).toBe(used.url);
  await look(page, "30-number-address");
  await link(page, "Turn on").click();
  expect(await button(page, "Create passkey").count()).toBe(0);
  await page.goto(`${address}#/`);
  await turnOnWithDigits(page);
  expect(watched.problems).toEqual([]);
});

it.skipIf(noChromium)("says what to do with a passkey that gives no secret", async () => {
  const { page } = await openPage(used);
  await addAuthenticator(page, { hasPrf: false });
  await link(page, "Turn on").click();
  await button(page, "Create passkey").click();
  expect(await alert(page)).toMatch(/64-digit key.*key\.prf-missing/s);
  await look(page, "31-no-secret");
  expect(await link(page, "Use 64-digit encryption key instead").isVisible()).toBe(true);
});

it.skipIf(noChromium)("says so in a browser without passkeys", async () => {
  const { page } = await openPage(used);
  await page.addInitScript(() => {
    delete (globalThis as { PublicKeyCredential?: unknown }).PublicKeyCredential;
  });
  await page.reload();
  await link(page, "Turn on").click();
  await page.getByText("This browser cannot use passkeys for encryption.").waitFor();
});

it.skipIf(noChromium)("says so in a browser without private files", async () => {
  const { page } = await openPage(used);
  await page.addInitScript(() => {
    StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("no", "SecurityError"));
  });
  await page.reload();
  expect(await alert(page)).toContain("no private storage");
  await look(page, "32-no-private-files");
});

it.skipIf(noChromium)("refuses what is no backup, half of one, and a wrong key, and goes on", async () => {
  const { page, watched } = await openPage(used);
  const rows = await turnOnWithDigits(page);
  await backUp(page, [LEO]);
  await saveBackup(page);
  const { name, buffer } = await pickedFile(page, ".keepsake");

  await openBackupFile(page, { name: "holiday.jpg", buffer: Buffer.alloc(5000, 3) });
  expect(await alert(page)).toContain("Choose the file that ends in .keepsake");
  await openBackupFile(page, { name, buffer: Buffer.alloc(0) });
  expect(await alert(page)).toMatch(/Code: \S+/);

  await openBackupFile(page, { name, buffer: buffer.subarray(0, buffer.length / 2) });
  expect(await alert(page)).toContain("Copy the file again");
  await look(page, "33-half-a-file");

  await openBackupFile(page, { name, buffer });
  await typeDigits(page, WRONG_KEY);
  await button(page, "Unlock").click();
  expect(await alert(page)).toContain("key.no-matching-slot");
  await look(page, "34-wrong-key");
  await typeDigits(page, rows);
  await button(page, "Unlock").click();
  await atHeading(page, "Your backup");
  expect(watched.problems).toEqual([]);
});

it.skipIf(noChromium)("names a damaged export, and keeps the backup as it was", async () => {
  const { page } = await openPage(used);
  await turnOnWithDigits(page);
  await backUp(page, [MAYA]);
  const broken = readFileSync(LEO);
  // Within the data of the first large entry, so that its check sum fails.
  broken.fill(0x55, broken.length / 2, broken.length / 2 + 5000);
  const path = join(folder, "WhatsApp Chat with Leo.zip");
  writeFileSync(path, broken);
  await chooseExports(page, [path]);
  await button(page, "Back up").click();
  await atHeading(page, "Backed up");
  await look(page, "35-damaged-export");
  expect(await page.getByRole("alert").textContent()).toMatch(/1 file could not be read.*Export the chat again/s);
  await page.goto(`${used.url}#/`);
  await page.getByText("Last backup").waitFor();
  expect(await page.locator("dl.facts").textContent()).toMatch(/Messages\s*208/);
});

it.skipIf(noChromium)("stops when it is told to, and says how far it is", async () => {
  const { page, watched } = await openPage(used);
  await addAuthenticator(page);
  await turnOnWithPasskey(page);
  await chooseExports(page, [await largeExport(250_000_000)]);
  await button(page, "Back up").click();
  await page.getByRole("progressbar", { name: "Backing up" }).waitFor();
  await page.getByText(/MB of \d+ MB/).waitFor();
  await shoot(page, "36-progress");
  expect(await axeFindings(page)).toEqual([]);
  // Going elsewhere does not lose what runs.
  await page.evaluate(() => {
    location.hash = "#/keys";
  });
  await page.getByText("Something is still running.").waitFor({ state: "attached" });
  await button(page, "Cancel").click();
  expect(await alert(page)).toContain("Cancelled. Nothing was changed.");
  await look(page, "37-cancelled");
  await link(page, "Keepsake").click();
  await page.getByText("No backup yet").waitFor();
  expect(watched.problems).toEqual([]);
});

it.skipIf(noChromium)("says that the disk is full, and keeps the backup as it was", async () => {
  const { page } = await openPage(used);
  const { cdp } = await addAuthenticator(page);
  await turnOnWithPasskey(page);
  await backUp(page, [LEO]);
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: used.url.slice(0, -1), quotaSize: 8_000_000 });
  await chooseExports(page, [await largeExport(60_000_000)]);
  await button(page, "Back up").click();
  expect(await alert(page)).toMatch(/free some space/i);
  await look(page, "38-full");
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: used.url.slice(0, -1) });
  await page.goto(`${used.url}#/`);
  await page.getByText("Last backup").waitFor();
  expect(await page.locator("dl.facts").textContent()).toMatch(/Messages\s*104/);
});

it.skipIf(noChromium)("works without a network after it was loaded once", async () => {
  const { page, context, watched } = await openPage(used);
  await context.setOffline(true);
  await page.reload();
  const rows = await turnOnWithDigits(page);
  expect(rows).toHaveLength(8);
  await backUp(page, [LEO]);
  await link(page, "Look at your backup").click();
  await link(page, "Open chats").click();
  await page.frameLocator("iframe.chats").getByRole("link", { name: /Leo/ }).first().waitFor();
  expect(watched.problems).toEqual([]);
});

it.skipIf(noChromium)("removes the backup from the browser, after saying what is lost", async () => {
  const { page } = await openPage(used);
  await turnOnWithDigits(page);
  await backUp(page, [LEO]);
  await link(page, "Keepsake").click();
  await button(page, /Remove from this browser/).click();
  await page.getByRole("dialog").getByText("Everything in it is lost for good.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Last backup").waitFor();
  await button(page, /Remove from this browser/).click();
  await button(page, "Remove").click();
  await page.getByText("Removed from this browser.").waitFor();
  await page.reload();
  await link(page, "Turn on").waitFor();
});

/** Right in every row, and of no backup. */
const WRONG_KEY = [
  "0380 4897",
  "5483 1532",
  "4049 5609",
  "6030 4412",
  "6580 1385",
  "5852 3977",
  "8084 4277",
  "9343 7589",
];

it.skipIf(noChromium)("says that another tab has the backup, and goes on when it is closed", async () => {
  const { page, context } = await openPage(used);
  await turnOnWithDigits(page);
  const second = await context.newPage();
  await second.goto(used.url);
  expect(await alert(second)).toContain("open in another tab");
  await look(second, "39-other-tab");
  await page.close();
  await button(second, "Try again").click();
  await second.getByText("No backup yet").waitFor();
});
