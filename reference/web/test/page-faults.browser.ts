/** What goes wrong, is stopped in the middle or comes from another place, and what the page makes of it. */
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
  useBrowser,
} from "./page-harness.js";
import { backUp, shownDigits, turnOnWithDigits, typeDigits } from "./page-steps.js";

const used = useBrowser();
/** Right in every row, and of no backup. */
const WRONG_KEY = "0380 4897 5483 1532 4049 5609 6030 4412 6580 1385 5852 3977 8084 4277 9343 7589";

it.skipIf(noChromium)("shows that it is opening before its service worker is there", async () => {
  const { page } = await openPage(used);
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => new Promise(() => {});
  });
  await page.reload();
  await atHeading(page, "Opening…");
});

it.skipIf(noChromium)("says so where its service worker cannot be installed", async () => {
  const { page } = await openPage(used);
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("no", "SecurityError"));
  });
  await page.reload();
  await page.getByRole("alert").getByText("This browser cannot run service workers here").waitFor();
});

it.skipIf(noChromium)("shows the first view at an address that it does not know", async () => {
  const { page, watched } = await openPage(used);
  for (const address of ["#/%", "#/constructor"]) {
    await page.goto(`${used.url}${address}`);
    await page.reload();
    await link(page, "Turn on").waitFor();
  }
  expect(watched.problems).toEqual([]);
});

it.skipIf(noChromium)("shortens a long name without cutting a character in half", async () => {
  const { page } = await openPage(used);
  const start = "a".repeat(79);
  const name = `${start}😀😀`;
  const text = `13/04/2024, 10:00 - ${name}: Hello\n13/04/2024, 10:01 - Sam: Hello you\n`;
  await turnOnWithDigits(page);
  await page.goto(`${used.url}#/back-up`);
  await atHeading(page, "Back up");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: `WhatsApp Chat with ${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(text) });
  await button(page, "Back up").click();
  await atHeading(page, "Backed up");
  await link(page, "Look at your backup").click();
  await link(page, "Open chats").click();
  await button(page, "Save one chat").click();
  await page.getByRole("dialog").getByRole("button", { name: start }).click();
  await page.getByText(/^Saved, /).waitFor();
  expect((await pickedFile(page, ".zip")).name).toBe(`${start}😀.zip`);
});

it.skipIf(noChromium)("says of each earlier backup how much it holds", async () => {
  const { page } = await openPage(used);
  await turnOnWithDigits(page);
  await backUp(page, [LEO]);
  await backUp(page, [MAYA]);
  await link(page, "Look at your backup").click();
  await page.getByText("Earlier backups").click();
  await link(page, /104 messages in 1 chat/).waitFor();
});

it.skipIf(noChromium)("stops asking again for a passkey that stays on its device", async () => {
  const { page } = await openPage(used);
  await addAuthenticator(page, { isSynced: false });
  await link(page, "Turn on").click();
  await button(page, "Create passkey").click();
  await page.getByRole("checkbox", { name: /I understand/ }).check();
  await page.evaluate(() => {
    // As long as nobody answers the browser's dialog.
    CredentialsContainer.prototype.get = () => new Promise(() => {});
  });
  await button(page, "Use this passkey alone").click();
  await button(page, "Cancel").click();
  await page.getByRole("alert").getByText("Cancelled. Nothing was changed.").waitFor();
});

it.skipIf(noChromium)("says that a passkey is of no use that was created and then not confirmed", async () => {
  const { page } = await openPage(used);
  await addAuthenticator(page);
  await page.evaluate(() => {
    CredentialsContainer.prototype.get = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await link(page, "Turn on").click();
  await button(page, "Create passkey").click();
  await page.getByRole("alert").getByText("No backup uses the passkey that was just created").waitFor();
});

it.skipIf(noChromium)(
  "asks again for digits that are not those of the backup, and makes no passkey before",
  async () => {
    const { page } = await openPage(used);
    const { cdp, authenticatorId } = await addAuthenticator(page);
    const passkeys = async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
    const rows = await turnOnWithDigits(page);
    await link(page, "Later").click();
    await link(page, /^Keys/).click();
    await button(page, "Add passkey").click();
    await page.getByText("Key added. ").waitFor();
    await link(page, /^Replace “Passkey/).click();
    await page.getByLabel("Row 1", { exact: true }).fill(WRONG_KEY);
    await page.getByRole("main").getByRole("button", { name: "Go on" }).click();
    await page.locator("#change").click();
    await page.getByRole("alert").waitFor();
    expect(await passkeys()).toBe(1);
    await typeDigits(page, rows);
    await page.getByRole("main").getByRole("button", { name: "Go on" }).click();
    await page.locator("#change").click();
    await page.getByText(/^Done\. Save the backup file again/).waitFor();
  },
);

it.skipIf(noChromium)("asks before it backs up in the place of another device, and then does", async () => {
  const { page } = await openPage(used);
  const rows = await turnOnWithDigits(page);
  await backUp(page, [LEO]);
  // Leaves the page, which has the memory open.
  await page.goto(`${used.url}lock.svg`);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase("keepsake");
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      }),
  );
  await page.goto(used.url);
  await link(page, "Unlock").click();
  await typeDigits(page, rows);
  await button(page, "Unlock").click();
  await page.getByText("Last backup").waitFor();

  await link(page, /^Keys/).click();
  await link(page, "Add 64-digit key").click();
  const others = await shownDigits(page);
  await button(page, "I have it, go on").click();
  await typeDigits(page, others);
  await button(page, "Add 64-digit key").click();
  await page.getByRole("dialog").getByText("the other must not back up any more").waitFor();
  await button(page, "Cancel").click();
  await page.getByRole("alert").getByText("Cancelled. Nothing was changed.").waitFor();

  await page.goto(`${used.url}#/back-up`);
  await page.locator("input[type=file]").setInputFiles(MAYA);
  await button(page, "Back up").click();
  await page.getByRole("dialog").getByText("the other must not back up any more").waitFor();
  await button(page, "Go on").click();
  await atHeading(page, "Backed up");
  // It is the writer now, and is not asked about again.
  await backUp(page, [LEO]);
});
