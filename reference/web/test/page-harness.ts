/** A browser with the built page: what every test of the page starts with. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { preview } from "vite";
import { afterAll, beforeAll, onTestFailed } from "vitest";
import { CHROMIUM, CHROMIUM_FLAGS } from "../../test/chromium.js";
import { addVirtualAuthenticator, authenticatorSession } from "../../test/virtual-authenticator.js";

/** A name that leads to this machine, and is not one of its own. */
export const ELSEWHERE = "backup.example";
export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };
const SHOTS = fileURLToPath(new URL("../../../test-results/web/", import.meta.url));
export const SAMPLE = fileURLToPath(new URL("../../sample/", import.meta.url));

/** The exports of one owner, Sam. */
export const LEO = `${SAMPLE}android/WhatsApp Chat with Leo.zip`;
export const MAYA = `${SAMPLE}ios/WhatsApp Chat - Maya.zip`;
export const HOUSE = `${SAMPLE}ios/WhatsApp Chat - Harbour House.zip`;

/** Serves the built page on a free port. */
export async function servePage(): Promise<{ url: string; close: () => Promise<void> }> {
  const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));
  const server = await preview({ configFile, logLevel: "error", preview: { host: "127.0.0.1", port: 0 } });
  const { port } = server.httpServer.address() as { port: number };
  return { url: `http://localhost:${port}/`, close: () => server.close() };
}

/** One browser and one server for the tests of a file. */
export function useBrowser() {
  const used = {} as { browser: Browser; url: string; close: () => Promise<void> };
  beforeAll(async () => {
    const server = await servePage();
    used.url = server.url;
    used.browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...CHROMIUM_FLAGS, `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`],
    });
    used.close = server.close;
  });
  afterAll(async () => {
    await used.browser?.close();
    await used.close?.();
  });
  return used;
}

/** What went wrong in a page without anybody asking. */
export interface Watched {
  readonly problems: string[];
}

/** A page of its own profile, which keeps a record of errors, violations of the policy, and requests elsewhere. */
export async function openPage(
  { browser, url }: { browser: Browser; url: string },
  { address = url, picker = true, ...options }: BrowserContextOptions & { address?: string; picker?: boolean } = {},
): Promise<{ page: Page; context: BrowserContext; watched: Watched }> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: "en-GB", reducedMotion: "reduce", ...options });
  const problems: string[] = [];
  await context.addInitScript(savesToPrivateFiles, picker);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  onTestFailed(({ task }) => shoot(page, `failed ${task.name.slice(0, 40)}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      problems.push(`${message.type()}: ${message.text()} ${message.location().url}`);
  });
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(address).origin) problems.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForFunction(() => !document.title.startsWith("Opening"));
  return { page, context, watched: { problems } };
}

/** In place of the browser's dialog: what is saved goes to private files, under the name that was suggested. */
function savesToPrivateFiles(picker: boolean): void {
  const scope = globalThis as { showSaveFilePicker?: unknown };
  if (!picker) {
    delete scope.showSaveFilePicker;
    return;
  }
  scope.showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) =>
    (await navigator.storage.getDirectory()).getFileHandle(`picked ${suggestedName}`, { create: true });
}

/** Bytes of what was saved last, and its name. */
export async function pickedFile(page: Page, ending: string): Promise<{ name: string; buffer: Buffer }> {
  const { name, base64 } = await page.evaluate(async (ending) => {
    const folder = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of folder.keys()) if (name.startsWith("picked ") && name.endsWith(ending)) names.push(name);
    const name = names.at(-1)!;
    const file = await (await folder.getFileHandle(name)).getFile();
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(file);
    });
    return { name: name.slice("picked ".length), base64: url.slice(url.indexOf(",") + 1) };
  }, ending);
  return { name, buffer: Buffer.from(base64, "base64") };
}

/** A passkey provider, as the browser's own tools imitate one. */
export async function addAuthenticator(
  page: Page,
  options: { hasPrf?: boolean; isSynced?: boolean } = {},
): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const { hasPrf = true, isSynced = true } = options;
  const cdp = await authenticatorSession(page);
  const backup = { defaultBackupEligibility: isSynced, defaultBackupState: isSynced };
  const authenticatorId = await addVirtualAuthenticator(cdp, { hasPrf, ...backup });
  return { cdp, authenticatorId };
}

/** Writes a picture for those who look at the run afterwards. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png`, animations: "disabled" });
}

/** The view is there: its heading shows, and has the focus unless it is the first. */
export async function atHeading(page: Page, name: string | RegExp): Promise<Locator> {
  const heading = page.getByRole("heading", { level: 1, name });
  await heading.waitFor();
  return heading;
}

export const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
export const link = (page: Page, name: string | RegExp) =>
  page.getByRole("link", { name, exact: typeof name === "string" });
