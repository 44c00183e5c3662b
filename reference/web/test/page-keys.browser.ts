import { expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import { addAuthenticator, atHeading, button, LEO, link, openPage, pickedFile, useBrowser } from "./page-harness.js";
import { look } from "./page-look.js";
import {
  backUp,
  openBackupFile,
  saveBackup,
  shownDigits,
  turnOnWithDigits,
  turnOnWithPasskey,
  typeDigits,
} from "./page-steps.js";

const used = useBrowser();

it.skipIf(noChromium)("adds a 64-digit key, removes the passkey and replaces the digits, each for good", async () => {
  const { page, watched } = await openPage(used);
  await addAuthenticator(page);
  await turnOnWithPasskey(page);
  await backUp(page, [LEO]);
  await link(page, "Keepsake").click();
  await link(page, /^Keys/).click();
  await link(page, "Add 64-digit key").click();
  const rows = await shownDigits(page);
  await button(page, "I have it, go on").click();
  await typeDigits(page, rows);
  await button(page, "Add 64-digit key").click();
  await page.getByText("Key added. ").waitFor();
  expect(await page.locator("ul.rows li.entry").count()).toBe(2);

  // The other key is asked for by name, and a wrong one is not taken for it.
  await link(page, /^Remove “Passkey/).click();
  await atHeading(page, /^Remove “Passkey/);
  expect(await page.locator("#change").isDisabled()).toBe(true);
  await typeDigits(page, rows);
  await page.getByRole("main").getByRole("button", { name: "Go on" }).click();
  await page.getByText("Digits entered").waitFor();
  await page.locator("#change").click();
  await page.getByText(/^Done\. Save the backup file again/).waitFor();
  expect(await page.locator("ul.rows li.entry").allTextContents()).toEqual([expect.stringContaining("64-digit key")]);

  await link(page, /^Replace “64-digit/).click();
  const next = await shownInReplacement();
  await page.getByLabel("Row 1", { exact: true }).fill(next.join(" "));
  await page.getByRole("main").getByRole("button", { name: "Go on" }).click();
  await page.locator("#change").click();
  await page.getByText(/^Done\. Save the backup file again/).waitFor();
  await link(page, "Keepsake").click();
  await saveBackup(page);
  const file = await pickedFile(page, ".keepsake");

  await openBackupFile(page, file);
  await atHeading(page, "Unlock your backup");
  expect(await page.getByRole("button", { name: "Unlock with passkey" }).count()).toBe(0);
  await typeDigits(page, rows);
  await button(page, "Unlock").click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("key.no-matching-slot");
  await typeDigits(page, next);
  await button(page, "Unlock").click();
  await atHeading(page, "Your backup");
  expect(watched.problems).toEqual([]);

  async function shownInReplacement() {
    await atHeading(page, /^Replace/);
    return page.locator("ol.key li span").allTextContents();
  }
});

it.skipIf(noChromium)("lets other keys go only by name, and keeps the last one", async () => {
  const { page } = await openPage(used);
  await addAuthenticator(page);
  await turnOnWithDigits(page);
  await link(page, "Later").click();
  await link(page, /^Keys/).click();
  await link(page, /^Remove “64-digit/).click();
  await page.getByText("At least one key has to stay.").waitFor();
  expect(await page.locator("#change").isDisabled()).toBe(true);
  await link(page, "Cancel").click();
  await button(page, "Add passkey").click();
  await page.getByText("Key added. ").waitFor();
  await link(page, /^Replace “Passkey/).click();
  await page.getByRole("radio", { name: "Let it go, too" }).check();
  await page.locator("#change").click();
  await page.getByText("No longer open it: 64-digit key.").waitFor();
  expect(await page.locator("ul.rows li.entry").allTextContents()).toEqual([expect.stringContaining("Passkey")]);
});

it.skipIf(noChromium)(
  "warns of a passkey that stays on its device, and adds digits to it without another passkey",
  async () => {
    const { page } = await openPage(used);
    const { cdp, authenticatorId } = await addAuthenticator(page, { isSynced: false });
    await link(page, "Turn on").click();
    await button(page, "Create passkey").click();
    await atHeading(page, "This passkey stays on this device");
    expect(await button(page, "Use this passkey alone").isDisabled()).toBe(true);
    await look(page, "40-device-bound");
    await link(page, "Add a 64-digit key as well").click();
    const rows = await shownDigits(page);
    await link(page, "I have it, go on").click();
    await typeDigits(page, rows);
    await button(page, "Turn on").click();
    await atHeading(page, "End-to-end encrypted backup is on");
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
    expect(credentials).toHaveLength(1);
    await link(page, "Later").click();
    await button(page, /^Lock/).click();
    await link(page, "Unlock").click();
    await button(page, "Unlock with passkey").click();
    await page.getByText("Last backup").waitFor();
  },
);

it.skipIf(noChromium)("uses a passkey that stays on its device alone for who has understood it", async () => {
  const { page } = await openPage(used);
  await addAuthenticator(page, { isSynced: false });
  await link(page, "Turn on").click();
  await button(page, "Create passkey").click();
  await page.getByRole("checkbox", { name: /I understand/ }).check();
  await button(page, "Use this passkey alone").click();
  await atHeading(page, "End-to-end encrypted backup is on");
});
