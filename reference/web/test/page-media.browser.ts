import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import {
  addAuthenticator,
  atHeading,
  button,
  HOUSE,
  LEO,
  link,
  openPage,
  pickedFile,
  useBrowser,
} from "./page-harness.js";
import { look } from "./page-look.js";
import { backUp, openBackupFile, turnOnWithDigits, turnOnWithPasskey, typeDigits } from "./page-steps.js";

const used = useBrowser();

it.skipIf(noChromium)("shows photos, plays videos, searches, and saves one chat", async () => {
  const { page, watched } = await openPage(used);
  await addAuthenticator(page);
  await turnOnWithPasskey(page);
  await backUp(page, [LEO, HOUSE]);
  await link(page, "Look at your backup").click();
  await link(page, "Open chats").click();
  await atHeading(page, "Chats");
  const chats = page.frameLocator("iframe.chats");
  await chats.getByRole("link", { name: /Leo/ }).first().click();

  const photo = chats.locator(".photo img").first();
  await photo.scrollIntoViewIfNeeded();
  await expect
    .poll(() =>
      photo.evaluate((image) => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth),
    )
    .toBeGreaterThan(100);
  const video = chats.locator("video").first();
  await video.scrollIntoViewIfNeeded();
  const played = await video.evaluate(async (element) => {
    const video = element as HTMLVideoElement;
    video.muted = true;
    await video.play();
    await new Promise((resolve) => {
      video.ontimeupdate = () => video.currentTime > 0.1 && resolve(undefined);
    });
    video.currentTime = video.duration - 0.2;
    await new Promise((resolve) => {
      video.onseeked = resolve;
    });
    return { time: video.currentTime, width: video.videoWidth };
  });
  expect(played.time).toBeGreaterThan(0.1);
  expect(played.width).toBeGreaterThan(10);

  await chats
    .getByRole("link", { name: /Search messages/ })
    .first()
    .click();
  await chats.getByRole("searchbox").fill("chimes");
  await chats.locator(".hits a").first().waitFor();
  expect(await chats.locator(".hits").first().textContent()).toMatch(/chimes thirteen/i);

  await button(page, "Save one chat").click();
  await button(page, /^Leo/).click();
  await page.getByText("This zip is not encrypted").waitFor();
  const { name, buffer } = await pickedFile(page, ".zip");
  expect(name).toBe("Leo.zip");
  expect(buffer.subarray(0, 2).toString()).toBe("PK");
  const text = buffer.toString("latin1");
  expect(text).toContain(".mp4");
  expect(text.toLowerCase()).not.toContain("harbour-house");
  expect(watched.problems).toEqual([]);
});

it.skipIf(noChromium)(
  "saves as a download where there is no picker, and continues the backup on another device",
  async () => {
    const first = await openPage(used, { picker: false });
    const rows = await turnOnWithDigits(first.page);
    await backUp(first.page, [LEO]);
    const download = first.page.waitForEvent("download");
    await button(first.page, "Save backup file").click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^Keepsake \d{4}-\d\d-\d\d\.keepsake$/);
    const buffer = readFileSync(await saved.path());
    await first.page.getByText(/^Saved, /).waitFor();
    expect(first.watched.problems).toEqual([]);

    const { page, watched } = await openPage(used);
    await openBackupFile(page, { name: saved.suggestedFilename(), buffer });
    await atHeading(page, "Unlock your backup");
    await typeDigits(page, rows);
    await button(page, "Unlock").click();
    await atHeading(page, "Your backup");
    expect(await page.locator("dl.facts").first().textContent()).toContain("Chrome on Linux");
    await button(page, "Continue this backup on this device").click();
    await look(page, "43-continue");
    await page.getByLabel("Name of this device").fill("Sam’s other laptop");
    await page.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
    await page.getByText("The backup continues on this device.").waitFor();
    await backUp(page, [HOUSE]);
    expect(await page.locator("dl.facts").first().textContent()).toMatch(/Chats\s*2/);

    // What this browser remembers opens it again; a locked vault asks.
    await page.reload();
    await link(page, "Keepsake").click();
    await page.getByText("Last backup").waitFor();
    expect(watched.problems).toEqual([]);
  },
);
