/** A page with the engine alone, built and served, in Chromium. */
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, afterEach, beforeAll } from "vitest";
import { secureRandomness } from "../../core/randomness.js";
import { formatRecoveryKey, generateRecoveryKey } from "../../core/recovery-key.js";
import { CHROMIUM, CHROMIUM_FLAGS, noChromium } from "../../test/chromium.js";
import type { Kit } from "./engine-page/main.js";

declare global {
  /** What the page offers to tests. */
  var kit: Kit;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const SAMPLE = here("../../sample/");
export const LEO = `${SAMPLE}android/WhatsApp Chat with Leo.zip`;
export const MAYA = `${SAMPLE}ios/WhatsApp Chat - Maya.zip`;

/** A new recovery key: its digits, and the text for a file. */
export function newKey(): { readonly digits: string; readonly text: string } {
  const digits = generateRecoveryKey(secureRandomness);
  return { digits, text: `${formatRecoveryKey(digits).join("\n")}\n` };
}

/** A browser with the page for the tests of one file; each test begins in an empty profile. */
export function useEngine() {
  const used = {} as {
    /** The files of the page, as they are served. */
    built: string;
    /** For files of a test. */
    folder: string;
    url: string;
    context: BrowserContext;
    /** Opens the page in a tab. */
    open: () => Promise<Page>;
    /** An empty profile, with the page open. */
    fresh: () => Promise<Page>;
  };
  const built = mkdtempSync(join(tmpdir(), "keepsake-web-"));
  used.built = built;
  let browser: Browser | undefined;
  let server: PreviewServer | undefined;

  beforeAll(async () => {
    if (noChromium !== undefined) return;
    const site = { configFile: here("../vite.config.ts"), root: here("engine-page"), logLevel: "error" as const };
    await build({ ...site, publicDir: here("../public"), build: { outDir: built } });
    // What is not there is 404, as on any host.
    server = await preview({
      ...site,
      appType: "mpa",
      build: { outDir: built },
      preview: { host: "127.0.0.1", port: 0 },
    });
    const { port } = server.httpServer.address() as { port: number };
    used.url = `http://localhost:${port}/`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(built, { recursive: true, force: true });
  });
  afterEach(async () => {
    await used.context?.close();
    if (used.folder !== undefined) rmSync(used.folder, { recursive: true, force: true });
  });

  used.open = async () => {
    const page = await used.context.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(used.url);
    await page.evaluate(() => kit.service);
    return page;
  };
  used.fresh = async () => {
    used.folder = mkdtempSync(join(tmpdir(), "keepsake-files-"));
    used.context = await browser!.newContext({ timezoneId: "Europe/Berlin" });
    return used.open();
  };
  return used;
}

/** Makes the vault of the browser, with one recovery key. */
export async function createOwn(page: Page, digits: string): Promise<void> {
  await page.evaluate(
    (digits) => kit.engine.create([{ kind: "recovery-key", digits, label: "paper" }], { writerName: "this browser" }),
    digits,
  );
}

/** Backs up exports, as a person does who drops them. */
export async function backUp(page: Page, paths: readonly string[], options: { me?: string; takeOver?: boolean } = {}) {
  await page.setInputFiles("input", [...paths]);
  return page.evaluate((options) => kit.engine.backUp(kit.chosen(), options, kit.work), options);
}

/** Saves the vault as a file in the browser, and gives its bytes. */
export async function saveOwn(page: Page): Promise<Buffer> {
  await page.evaluate(async () => kit.engine.save("own", await kit.target("saved.keepsake"), kit.work));
  return bytesOf(page, "saved.keepsake");
}

/** Bytes of a file that was saved in the browser. */
export async function bytesOf(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.evaluate(async (name) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await kit.saved(name));
      link.download = name;
      link.click();
    }, name),
  ]);
  return readFile(await download.path());
}

/** Opens a `.keepsake` file from the disk, without a key. */
export async function openFile(page: Page, path: string) {
  await page.setInputFiles("input", path);
  return page.evaluate(() => kit.engine.openFile(kit.chosen()[0]!));
}
