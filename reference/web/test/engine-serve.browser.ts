/** What the service worker serves: pages and media of a session, in ranges too, and the page itself without a network. */
import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import { chatExport, content } from "./engine-files.js";
import { backUp, createOwn, newKey, useEngine } from "./engine-harness.js";

const VIDEO = content(3_000_000);
const FILES = {
  "VID-20231225-WA0001.mp4": VIDEO,
  "IMG-20231225-WA0002.jpg": content(20_000, 2),
  "page.html": new TextEncoder().encode("<script>document.title = 'attacked'</script>"),
};

describe.skipIf(noChromium !== undefined)("the service worker", () => {
  const used = useEngine();

  /** A browser with a backup, and its pages. */
  async function browsed(): Promise<{ page: Page; url: string; digits: string }> {
    const page = await used.fresh();
    const { digits } = newKey();
    await createOwn(page, digits);
    const path = join(used.folder, "WhatsApp Chat with Ana.zip");
    writeFileSync(path, await chatExport(FILES));
    const { summary } = await backUp(page, [path], { me: "Sam" });
    expect(summary.totals).toMatchObject({ attachments: 3, videos: 1 });
    const { url } = await page.evaluate(() => kit.engine.browse("own", 1, kit.work));
    return { page, url, digits };
  }

  /** Addresses of the media of the chat, by their endings. */
  async function mediaOf(page: Page, url: string): Promise<string[]> {
    const chat = new URL("chats/1-ana/1.html", new URL(url, used.url)).href;
    const links = (chat: string) =>
      fetch(chat)
        .then((response) => response.text())
        .then((text) =>
          [...text.matchAll(/(?:src|href)="([^"]*\/media\/[^"]*)"/g)].map(([, path]) => new URL(path!, chat).href),
        );
    return [...new Set(await page.evaluate(links, chat))];
  }

  const ask = (page: Page, url: string, range?: string) =>
    page.evaluate(
      async ([url, range]) => {
        const response = await fetch(url, range === undefined ? {} : { headers: { range } });
        const bytes = new Uint8Array(await response.arrayBuffer());
        const headers = Object.fromEntries(response.headers);
        return {
          status: response.status,
          headers,
          length: bytes.length,
          head: [...bytes.subarray(0, 4)],
          last: bytes.at(-1),
        };
      },
      [url, range] as const,
    );

  it("gives every kind of range of a video", async () => {
    const { page, url } = await browsed();
    const video = (await mediaOf(page, url)).find((one) => one.endsWith(".mp4"))!;
    const size = VIDEO.length;
    const whole = await ask(page, video);
    expect(whole).toMatchObject({ status: 200, length: size, last: VIDEO.at(-1) });
    expect(whole.headers).toMatchObject({ "content-type": "video/mp4", "accept-ranges": "bytes" });
    const ranges = [
      ["bytes=0-", 0, size],
      ["bytes=1048570-1048580", 1_048_570, 1_048_581],
      [`bytes=${size - 1}-${size + 50}`, size - 1, size],
      ["bytes=-500", size - 500, size],
      ["bytes=100-2500000", 100, 2_500_001],
    ] as const;
    for (const [range, start, end] of ranges) {
      const part = await ask(page, video, range);
      expect(part, range).toMatchObject({ status: 206, length: end - start, last: VIDEO[end - 1] });
      expect(part.head, range).toEqual([...VIDEO.subarray(start, Math.min(end, start + 4))]);
      expect(part.headers["content-range"], range).toBe(`bytes ${start}-${end - 1}/${size}`);
    }
    for (const range of [`bytes=${size}-`, "bytes=-0"]) {
      const none = await ask(page, video, range);
      expect(none, range).toMatchObject({ status: 416, length: 0 });
      expect(none.headers["content-range"]).toBe(`bytes */${size}`);
    }
    for (const range of ["bytes=5-2", "bytes=0-1,5-9", "lines=1-2"]) {
      expect(await ask(page, video, range), range).toMatchObject({ status: 200, length: size });
    }
  });

  it("goes on after the browser has stopped the service worker", async () => {
    const { page, url } = await browsed();
    const video = (await mediaOf(page, url)).find((one) => one.endsWith(".mp4"))!;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("ServiceWorker.enable");
    for (let times = 0; times < 2; times++) {
      await cdp.send("ServiceWorker.stopAllWorkers");
      expect(await ask(page, video, "bytes=10-19")).toMatchObject({ status: 206, length: 10 });
    }
  });

  it("gives what may be kept only whole, and nothing that a browser would run", async () => {
    const { page, url } = await browsed();
    const media = await mediaOf(page, url);
    const photo = await ask(page, media.find((one) => one.endsWith(".jpg"))!, "bytes=0-9");
    expect(photo).toMatchObject({ status: 200, length: 20_000 });
    const other = await ask(page, media.find((one) => !/\.(?:jpg|mp4)$/.test(one))!);
    expect(other.headers["content-disposition"]).toBe("attachment");
    for (const { headers } of [photo, other, await ask(page, url)]) {
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
      expect(headers["cache-control"]).toBe("no-store");
    }
    expect(photo.headers["content-type"]).toBe("image/jpeg");
    expect(other.headers["content-type"]).not.toContain("html");
  });

  it("shows pages with their own style and script, and no others", async () => {
    const { page, url } = await browsed();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    await page.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.name = "keepsake-chats";
      frame.src = url;
      document.body.append(frame);
    }, url);
    const frame = () => page.frame("keepsake-chats")!;
    await page.frameLocator("iframe").getByRole("link", { name: /Ana/ }).click();
    await page.frameLocator("iframe").getByText("Happy Christmas!").first().waitFor();
    expect(await frame().evaluate(() => document.documentElement.classList.contains("scripted"))).toBe(true);
    // The photo is none; that it cannot be shown is no complaint of a policy.
    expect(complaints.filter((text) => /polic/i.test(text))).toEqual([]);
    const styled = await frame().evaluate(() => {
      const style = document.createElement("style");
      style.textContent = "main { color: rgb(1, 2, 3) }";
      document.head.append(style);
      return getComputedStyle(document.querySelector("main")!).color;
    });
    expect(styled).not.toBe("rgb(1, 2, 3)");
    const headers = (await ask(page, url)).headers;
    expect(headers["content-security-policy"]).toMatch(/script-src 'sha256-/);
    expect(headers["content-security-policy"]).not.toContain("file:");
  });

  it("forgets a session when the vault is locked or closed, and knows no other", async () => {
    const { page, url, digits } = await browsed();
    expect(await ask(page, url)).toMatchObject({ status: 200 });
    expect(await ask(page, url.replace("index.html", "none.html"))).toMatchObject({ status: 404 });
    expect(await ask(page, `view/${"0".repeat(32)}/index.html`)).toMatchObject({ status: 410 });
    expect(await ask(page, `download/${"0".repeat(32)}`)).toMatchObject({ status: 410 });
    await page.evaluate(() => kit.engine.lock("own"));
    expect(await ask(page, url)).toMatchObject({ status: 410 });
    const unlock = (digits: string) => kit.engine.unlock("own", { kind: "recovery-key", digits });
    await page.evaluate(unlock, digits);
    const again = await page.evaluate(() => kit.engine.browse("own", 1, kit.work));
    expect(await ask(page, again.url)).toMatchObject({ status: 200 });
    const tab = await used.context.newPage();
    await page.close();
    await tab.goto(new URL(again.url, used.url).href);
    expect(await tab.textContent("body")).toContain("closed");
  });

  it("stops reading when a request is given up", async () => {
    const { page, url } = await browsed();
    const video = (await mediaOf(page, url)).find((one) => one.endsWith(".mp4"))!;
    const read = await page.evaluate(async (video) => {
      const reader = (await fetch(video)).body!.getReader();
      await reader.read();
      await reader.cancel();
      // The engine still answers, one request after the other.
      return (await fetch(video)).arrayBuffer().then(({ byteLength }) => byteLength);
    }, video);
    expect(read).toBe(VIDEO.length);
  });

  it("ends a request with an error when the page that answers is closed", async () => {
    const { page, url } = await browsed();
    const video = (await mediaOf(page, url)).find((one) => one.endsWith(".mp4"))!;
    const other = await used.open();
    await other.evaluate(async (video) => {
      Object.assign(globalThis, { reader: (await fetch(video)).body!.getReader() });
    }, video);
    await page.close();
    const failure = await other.evaluate(async () => {
      const { reader } = globalThis as unknown as { reader: ReadableStreamDefaultReader };
      return kit.failure(
        (async () => {
          while (!(await reader.read()).done);
        })(),
      );
    });
    expect(failure).toBeDefined();
  });

  it("says that it has none where a file of the page is missing", async () => {
    const file = join(used.built, "lock.svg");
    renameSync(file, `${file}.away`);
    try {
      const page = await used.fresh();
      expect(await page.evaluate(() => kit.service)).toBe(false);
    } finally {
      renameSync(`${file}.away`, file);
    }
    const again = await used.open();
    expect(await again.evaluate(() => kit.service)).toBe(true);
  });

  it("leaves alone what a copy of the page in another folder keeps", async () => {
    const page = await used.fresh();
    // A folder is not copied into itself.
    const [aside, copy] = [join(used.folder, "other"), join(used.built, "other")];
    cpSync(used.built, aside, { recursive: true });
    cpSync(aside, copy, { recursive: true });
    const caches = () => page.evaluate(() => globalThis.caches.keys());
    const [first] = await caches();
    const version = first!.slice(-16);
    const script = join(copy, "sw.js");
    writeFileSync(script, readFileSync(script, "utf8").replaceAll(version, "0".repeat(16)));
    await page.goto(`${used.url}other/`);
    const controller = () => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL);
    await expect.poll(controller).toBe(`${used.url}other/sw.js`);
    expect(await caches()).toEqual([first, expect.stringContaining("0".repeat(16))]);
  });

  it("keeps the page for use without a network", async () => {
    const page = await used.fresh();
    await used.context.setOffline(true);
    await page.reload();
    await createOwn(page, newKey().digits);
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ state: "open" });
  });
});
