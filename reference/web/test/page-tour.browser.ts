import { expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import {
  addAuthenticator,
  atHeading,
  button,
  HOUSE,
  LEO,
  link,
  MAYA,
  openPage,
  pickedFile,
  useBrowser,
} from "./page-harness.js";
import { look } from "./page-look.js";
import { chooseExports, openBackupFile, saveBackup, shownDigits, typeDigits } from "./page-steps.js";

const used = useBrowser();
/** A group of which nothing says who exported it, with dates that can be read twice. */
const AMBIGUOUS = {
  name: "WhatsApp Chat with Hikers.txt",
  text: "03/04/2024, 10:00 - Kim: Hello\n03/04/2024, 10:01 - Sam: Hello you\n03/04/2024, 10:02 - Ann: Hello all\n",
};

it.skipIf(noChromium)(
  "reads well in every view: no finding of axe, nothing cut off, light and dark, on a phone and from right to left",
  async () => {
    const { page, watched } = await openPage(used);
    const { cdp, authenticatorId } = await addAuthenticator(page);
    await look(page, "01-home");

    await link(page, "Turn on").click();
    await button(page, "Create passkey").waitFor();
    await look(page, "02-turn-on");
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await button(page, "Create passkey").click();
    await page.getByRole("alert").waitFor();
    await look(page, "03-passkey-failed");
    await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    await addAuthenticator(page);

    await link(page, "Use 64-digit encryption key instead").click();
    const rows = await shownDigits(page);
    await look(page, "04-digits");
    await link(page, "I have it, go on").click();
    const wrong = rows.map((row, i) =>
      i === 2 ? row.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)) : row,
    );
    await typeDigits(page, wrong.slice(0, 5));
    await look(page, "05-wrong-row");
    await typeDigits(page, rows);
    await button(page, "Turn on").click();
    await atHeading(page, "End-to-end encrypted backup is on");
    await look(page, "06-on");

    await link(page, "Later").click();
    await page.getByText("No backup yet").waitFor();
    await look(page, "07-home-empty");
    await link(page, "Back up").click();
    await atHeading(page, "Back up");
    await look(page, "08-back-up");
    const dropped = await page.evaluateHandle(({ name, text }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "text/plain" }));
      return transfer;
    }, AMBIGUOUS);
    for (const type of ["dragover", "drop"]) await page.locator(".drop").dispatchEvent(type, { dataTransfer: dropped });
    await button(page, "Back up").click();
    await page.getByRole("group", { name: "How is 03/04/2024 meant?" }).waitFor();
    await look(page, "09-date-order");
    await page.getByRole("radio", { name: /3 April 2024/ }).check();
    await button(page, "Go on").click();
    await page.getByRole("group", { name: "Who are you in these chats?" }).waitFor();
    await look(page, "10-owner");
    await page.getByRole("radio", { name: "Sam" }).check();
    await button(page, "Go on").click();
    await atHeading(page, "Backed up");
    await chooseExportsAgain();
    await look(page, "11-chosen");
    await button(page, "Back up").click();
    await atHeading(page, "Backed up");
    await look(page, "13-backed-up");
    await saveBackup(page);
    await look(page, "14-saved");
    const file = await pickedFile(page, ".keepsake");

    await link(page, "Keepsake").click();
    await page.getByText("Last backup").waitFor();
    await look(page, "15-home");
    await link(page, /^Keys/).click();
    await atHeading(page, "Keys");
    await button(page, "Add passkey").click();
    await page.getByText("Key added. ").waitFor();
    await look(page, "16-keys");
    await link(page, /^Remove “64-digit/).click();
    await atHeading(page, "Remove “64-digit key”");
    await look(page, "17-remove-key");
    await link(page, "Cancel").click();
    await link(page, /^Replace “64-digit/).click();
    await atHeading(page, "Replace “64-digit key”");
    await look(page, "18-replace-key");
    await link(page, "Keepsake").click();
    await link(page, /What a provider sees/).click();
    await page.getByText("Size in all").waitFor();
    await look(page, "19-provider");
    await link(page, "Back").click();
    await button(page, /Remove from this browser/).click();
    await page.getByRole("dialog").waitFor();
    await look(page, "20-remove");
    await button(page, "Cancel").click();
    await button(page, /^Lock/).click();
    await link(page, "Unlock").waitFor();
    await look(page, "21-locked");
    await link(page, "Unlock").click();
    await button(page, "Use 64-digit key").click();
    await look(page, "22-unlock");
    await typeDigits(page, rows);
    await button(page, "Unlock").click();

    await page.getByText("Last backup").waitFor();
    await link(page, /Restore from a backup file/).click();
    await look(page, "23-restore");
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(9000, 7) });
    await page.getByRole("alert").waitFor();
    await look(page, "24-not-a-backup");
    await openBackupFile(page, { ...file, name: "ملف النسخة.keepsake" });
    await atHeading(page, "Unlock your backup");
    await look(page, "25-unlock-file");
    await typeDigits(page, rows);
    await button(page, "Unlock").click();
    await atHeading(page, "Your backup");
    await look(page, "26-your-backup");
    await link(page, "Open chats").click();
    const chats = page.frameLocator("iframe.chats");
    await chats
      .getByRole("link", { name: /Harbour House/ })
      .first()
      .waitFor();
    await look(page, "27-chats");
    await chats
      .getByRole("link", { name: /Harbour House/ })
      .first()
      .click();
    await chats.locator(".message").first().waitFor();
    await look(page, "28-chat");
    await button(page, "Save one chat").click();
    await look(page, "29-save-one");
    expect(watched.problems).toEqual([]);

    async function chooseExportsAgain() {
      await link(page, "Back").click();
      await chooseExports(page, [LEO, MAYA, HOUSE]);
    }
  },
  300_000,
);
