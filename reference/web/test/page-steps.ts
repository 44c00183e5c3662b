/** What a person does on the page, step by step. */
import type { Page } from "playwright-core";
import { atHeading, button, link } from "./page-harness.js";

export async function turnOnWithPasskey(page: Page): Promise<void> {
  await link(page, "Turn on").click();
  await button(page, "Create passkey").click();
  await atHeading(page, "End-to-end encrypted backup is on");
}

/** The digits that are shown, 8 rows. */
export async function shownDigits(page: Page): Promise<string[]> {
  await atHeading(page, "Your 64-digit encryption key");
  return page.locator("ol.key li span").allTextContents();
}

export async function typeDigits(page: Page, rows: readonly string[]): Promise<void> {
  for (const [i, row] of rows.entries()) await page.getByLabel(`Row ${i + 1}`, { exact: true }).fill(row);
}

/** @returns the 8 rows */
export async function turnOnWithDigits(page: Page): Promise<string[]> {
  await link(page, "Turn on").click();
  await link(page, "Use 64-digit encryption key instead").click();
  const rows = await shownDigits(page);
  await link(page, "I have it, go on").click();
  await typeDigits(page, rows);
  await button(page, "Turn on").click();
  await atHeading(page, "End-to-end encrypted backup is on");
  return rows;
}

export async function chooseExports(page: Page, files: readonly string[]): Promise<void> {
  // From another view, because the same address opens nothing anew.
  for (const view of ["", "back-up"]) await page.goto(`${page.url().replace(/#.*/, "")}#/${view}`);
  await atHeading(page, "Back up");
  await page.locator("input[type=file]").setInputFiles([...files]);
}

/** Backs up exports of which the page can tell everything. */
export async function backUp(page: Page, files: readonly string[]): Promise<void> {
  await chooseExports(page, files);
  await button(page, "Back up").click();
  await atHeading(page, "Backed up");
}

export async function saveBackup(page: Page): Promise<void> {
  await button(page, "Save backup file").click();
  await page.getByText(/^Saved, /).waitFor();
}

export async function openBackupFile(page: Page, file: { name: string; buffer: Buffer }): Promise<void> {
  await page.goto(`${page.url().replace(/#.*/, "")}#/restore`);
  await atHeading(page, "Restore from a backup file");
  await page.locator("input[type=file]").setInputFiles({ ...file, mimeType: "application/octet-stream" });
}
