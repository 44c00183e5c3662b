/** The pages in a real browser, opened from the folder. Skipped where there is no Chromium. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exportHtml } from "../export/index.js";
import { CHROMIUM, CHROMIUM_FLAGS, noChromium } from "./chromium.js";
import { ATTACK, hostileFrames, openHostile } from "./viewer-hostile.js";
import { sampleFrames } from "./viewer-sample.js";
import { openSampleMedia } from "./viewer-sample-kit.js";

let browser: Browser;
let folder: string;

/** Opens a page, and fails at the end if it complained or asked anybody for anything. */
async function visit(path: string, use: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith("file:")) complaints.push(`request ${request.url()}`);
  });
  context.on("console", (message) => complaints.push(`console ${message.text()}`));
  context.on("weberror", (error) => complaints.push(`error ${error.error().message}`));
  try {
    const page = await context.newPage();
    await page.goto(url(path));
    await use(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const url = (path: string) => {
  const [file = "", fragment] = path.split("#");
  return pathToFileURL(join(folder, file)).href + (fragment === undefined ? "" : `#${fragment}`);
};

describe("pages in Chromium, from file://", () => {
  beforeAll(async () => {
    if (noChromium !== undefined) return;
    folder = await mkdtemp(join(tmpdir(), "keepsake-viewer-"));
    const options = { timeZone: "UTC", now: Date.UTC(2024, 4, 1) };
    await exportHtml(sampleFrames(), join(folder, "sample"), { ...options, openMedia: openSampleMedia });
    await exportHtml(hostileFrames(), join(folder, "hostile"), { ...options, openMedia: openHostile });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  });
  afterAll(async () => {
    if (noChromium !== undefined) return;
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach((context) => {
    if (noChromium !== undefined) context.skip(noChromium);
  });

  it("show the chats, and a chat with its pictures beside the list", async () => {
    await visit("sample/index.html", async (page) => {
      await page.getByRole("link", { name: /Alice/ }).first().click();
      await page.waitForURL(/1-alice\/1\.html#end$/);
      const photo = page.getByRole("img", { name: "Photo IMG_0042.png" });
      await photo.scrollIntoViewIfNeeded();
      await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
      await page
        .frameLocator("iframe")
        .getByRole("link", { name: /Sunday hikers/ })
        .click();
      await page.waitForURL(/3-sunday-hikers\/1\.html#end$/);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Sunday hikers");
    });
  });

  it("can be read without any script", async () => {
    const read = async (page: Page) => {
      expect(await page.getByText("Snow on the hills again").first().isVisible()).toBe(true);
      await page.getByText("1 earlier version").click();
      expect(await page.getByText("Let us meet at six").isVisible()).toBe(true);
      expect(await page.getByRole("button").count()).toBe(0);
    };
    await visit("sample/chats/1-alice/1.html", read, { javaScriptEnabled: false });
  });

  it("find chats and messages", async () => {
    await visit("sample/index.html", async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("HIKERS");
      expect(await page.locator("a.row:visible b").allTextContents()).toEqual([
        "Search messages for “HIKERS”",
        "Sunday hikers 🥾",
      ]);
      await page.getByLabel("Find a chat").fill("soup");
      await page.keyboard.press("Enter");
      await page.waitForURL(/search\/index\.html#q=soup$/);
      expect(await page.getByRole("status").textContent()).toBe("3 messages found");
      expect(await page.locator("mark").allTextContents()).toEqual(["soup", "soup", "soup"]);
      await page.locator(".hits a", { hasText: "Somewhere with a hut" }).click();
      await page.waitForURL(/3-sunday-hikers\/1\.html#m4$/);
      expect(await page.locator(":target").textContent()).toContain("Somewhere with a hut");
    });
  });

  it("show photos large, from one to the next, by keyboard", async () => {
    await visit("sample/chats/1-alice/1.html", async (page) => {
      await page.locator("a.photo").first().focus();
      await page.keyboard.press("Enter");
      const caption = page.locator("dialog p");
      expect(await caption.textContent()).toBe("You, 08:05 · 1 of 4");
      await page.keyboard.press("ArrowLeft");
      expect(await caption.textContent()).toBe("You, 08:09 · 4 of 4");
      await page.keyboard.press("Escape");
      expect(await page.locator("dialog").isVisible()).toBe(false);
    });
  });

  it("are light or dark as the system or the user wants, in the list beside a chat too", async () => {
    const colour = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await visit(
      "sample/chats/1-alice/1.html",
      async (page) => {
        const dark = await colour(page);
        await page.getByRole("button", { name: "Light or dark" }).click();
        expect(await colour(page)).not.toBe(dark);
        const list = page.frames()[1]!;
        await expect.poll(() => list.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
        await page.reload();
        expect(await colour(page)).not.toBe(dark);
      },
      { colorScheme: "dark" },
    );
  });

  it("fit a phone", async () => {
    const fits = async (page: Page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      expect(await page.locator("iframe").isVisible()).toBe(false);
      expect(page.frames().filter((frame) => frame.url().endsWith(".html"))).toEqual([page.mainFrame()]);
    };
    await visit("sample/chats/1-alice/1.html", fits, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
  });

  it("run nothing that a sender wrote", async () => {
    const attacked = (page: Page) => page.evaluate(() => document.documentElement?.dataset.attacked);
    const pages = await chatPages();
    for (const path of ["hostile/index.html", "hostile/search/index.html#q=script", ...pages]) {
      await visit(path, async (page) => {
        expect(await attacked(page), path).toBeUndefined();
      });
    }
    await visit(pages[0]!, async (page) => {
      const links = page.locator("a.document, a.photo");
      const count = await links.count();
      expect(count).toBe(8);
      for (let index = 0; index < count; index++) {
        const href = await links.nth(index).evaluate((link: HTMLAnchorElement) => link.href);
        const opened = await page.context().newPage();
        // A download is as good as plain text.
        await opened.goto(href).catch((error: Error) => expect(error.message).toContain("Download is starting"));
        expect(await attacked(opened), href).toBeUndefined();
        await opened.close();
      }
    });
  });

  it("would not run a script or load a style even if one got into a page", async () => {
    const path = join(folder, (await chatPages())[0]!);
    const original = await readFile(path, "utf8");
    const injected = `<script>${ATTACK}</script><script src="../../media/x.js"></script><img src=x onerror="${ATTACK}"><p id="victim" style="color:rgb(1,2,3)">x</p>`;
    await writeFile(path, original.replace("<main", `${injected}<main`));
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path).href);
    expect(await page.evaluate(() => document.documentElement.dataset.attacked)).toBeUndefined();
    expect(await page.evaluate(() => getComputedStyle(document.querySelector("#victim")!).color)).not.toBe(
      "rgb(1, 2, 3)",
    );
    await page.close();
    await writeFile(path, original);
  });
});

/** The page of the hostile chat, and the page about it. Its folder is named after the title. */
async function chatPages(): Promise<string[]> {
  const home = await readFile(join(folder, "hostile/index.html"), "utf8");
  const chat = /href="(chats\/[^/"]+)\/1\.html/.exec(home)![1]!;
  return [`hostile/${chat}/1.html`, `hostile/${chat}/info.html`];
}
