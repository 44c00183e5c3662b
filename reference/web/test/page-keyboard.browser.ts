import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import { atHeading, button, link, openPage, PHONE, useBrowser } from "./page-harness.js";
import { shownDigits } from "./page-steps.js";

const used = useBrowser();

/** Goes on with Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press("Tab");
    const text = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (text === name) return;
  }
  throw new Error(`${name} cannot be reached with Tab`);
}

const focusedHeading = (page: Page) =>
  page.evaluate(() =>
    document.activeElement?.tagName === "H1" ? document.activeElement.textContent?.trim() : undefined,
  );

it.skipIf(noChromium)(
  "turns on with the keyboard alone: every view takes the focus, and a wrong row is named while typing",
  async () => {
    const { page, watched } = await openPage(used, { viewport: PHONE });
    await tabTo(page, "Turn on");
    await page.keyboard.press("Enter");
    await atHeading(page, "Turn on end-to-end encrypted backup");
    expect(await focusedHeading(page)).toBe("Turn on end-to-end encrypted backup");
    await tabTo(page, "Use 64-digit encryption key instead");
    await page.keyboard.press("Enter");
    const rows = await shownDigits(page);
    expect(await focusedHeading(page)).toBe("Your 64-digit encryption key");
    await tabTo(page, "I have it, go on");
    await page.keyboard.press("Enter");
    await atHeading(page, "Type your 64-digit key");
    await page.keyboard.press("Tab");

    // The third row with its last digit wrong: said at once, and the focus stays where it can be mended.
    for (const row of rows.slice(0, 2)) await page.keyboard.type(row.replace(" ", ""));
    const third = rows[2]!.replace(" ", "");
    await page.keyboard.type(third.slice(0, 7) + ((Number(third[7]) + 1) % 10));
    const field = page.getByLabel("Row 3", { exact: true });
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(`#${await field.getAttribute("aria-describedby")}`).textContent()).toContain(
      "Row 3 has a wrong digit",
    );
    expect(await page.locator(".unseen[role=status]").textContent()).toContain("Row 3 has a wrong digit");
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Backspace");
    await page.keyboard.type(third[7]!);
    expect(await field.getAttribute("aria-invalid")).toBe("false");
    for (const row of rows.slice(3)) await page.keyboard.type(row.replace(" ", ""));
    expect(await button(page, "Turn on").evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await atHeading(page, "End-to-end encrypted backup is on");
    expect(await focusedHeading(page)).toBe("End-to-end encrypted backup is on");
    expect(watched.problems).toEqual([]);
  },
);

it.skipIf(noChromium)(
  "takes a whole key that is pasted, in digits of any script, and names rows in the wrong place",
  async () => {
    const { page } = await openPage(used);
    await link(page, "Turn on").click();
    await link(page, "Use 64-digit encryption key instead").click();
    const rows = await shownDigits(page);
    await link(page, "I have it, go on").click();
    await page.getByLabel("Row 4", { exact: true }).fill([...rows.slice(0, 6), rows[7], rows[6]].join("\n"));
    await button(page, "Turn on").click();
    for (const row of [7, 8]) await page.getByText(`Row ${row} has a wrong digit.`).first().waitFor();
    expect(
      await page.getByLabel("Row 7", { exact: true }).evaluate((element) => element === document.activeElement),
    ).toBe(true);
    const devanagari = rows.join(" ").replace(/\d/g, (digit) => String.fromCodePoint(0x966 + Number(digit)));
    await page.getByLabel("Row 1", { exact: true }).fill(devanagari);
    await button(page, "Turn on").click();
    await atHeading(page, "End-to-end encrypted backup is on");
  },
);

it.skipIf(noChromium)("goes back through the steps, and shows the same digits again", async () => {
  const { page } = await openPage(used);
  await link(page, "Turn on").click();
  await link(page, "Use 64-digit encryption key instead").click();
  const rows = await shownDigits(page);
  await link(page, "I have it, go on").click();
  await atHeading(page, "Type your 64-digit key");
  await page.goBack();
  expect(await shownDigits(page)).toEqual(rows);
  await page.goBack();
  await atHeading(page, "Turn on end-to-end encrypted backup");
  await page.goBack();
  await atHeading(page, "End-to-end encrypted backup");
});
