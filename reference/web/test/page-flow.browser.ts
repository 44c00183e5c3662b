import { expect, it } from "vitest";
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
import { backUp, openBackupFile, saveBackup, turnOnWithPasskey } from "./page-steps.js";

const used = useBrowser();

it.skipIf(noChromium)("turns on with a passkey, backs up, saves, and restores from the file", async () => {
  const { page, watched } = await openPage(used);
  await addAuthenticator(page);
  await shoot(page, "01-home");
  await turnOnWithPasskey(page);
  await shoot(page, "02-on");
  await backUp(page, [LEO, MAYA]);
  await shoot(page, "03-backed-up");
  await saveBackup(page);
  const file = await pickedFile(page, ".keepsake");

  await openBackupFile(page, file);
  await atHeading(page, "Unlock your backup");
  await shoot(page, "04-unlock");
  await button(page, "Unlock with passkey").click();
  await atHeading(page, "Your backup");
  await shoot(page, "05-your-backup");
  await link(page, "Open chats").click();
  const chats = page.frameLocator("iframe.chats");
  await chats.getByRole("link", { name: /Leo/ }).first().click();
  await shoot(page, "06-chat");
  expect(watched.problems).toEqual([]);
});
