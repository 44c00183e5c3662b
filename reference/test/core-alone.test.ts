/** The core runs where there is no Node: it is bundled for browsers, and run in a bare realm and in a browser. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, CHROMIUM_FLAGS, noChromium } from "./chromium.js";

const here = dirname(fileURLToPath(import.meta.url));
const core = join(here, "../core");

/** What every browser, worker and server runtime has, and the core may use. */
const WEB_GLOBALS = {
  crypto,
  structuredClone,
  TextEncoder,
  TextDecoder,
  AbortController,
  AbortSignal,
  setTimeout,
  clearTimeout,
};

let script: string;

beforeAll(async () => {
  const bundle = await rolldown({ input: join(here, "alone-entry.ts"), platform: "browser", logLevel: "silent" });
  const { output } = await bundle.generate({ format: "iife", name: "keepsake" });
  expect(output).toHaveLength(1);
  script = output[0].code;
});

describe("the core", () => {
  it("imports nothing of Node, and nothing that is built on it", () => {
    const files = readdirSync(core, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      const source = readFileSync(join(core, file), "utf8");
      for (const [, from = ""] of source.matchAll(/\bfrom "([^"]+)"/gu)) {
        const inside = from.startsWith(".") && !relative(core, join(core, dirname(file), from)).startsWith("..");
        expect(inside || /^(@noble\/|protobufjs)/u.test(from), `${file} imports ${from}`).toBe(true);
      }
    }
  });

  it.each([
    ["WebCrypto", false, "webcrypto"],
    ["no WebCrypto", true, "noble"],
  ])("makes a round trip in a bare realm with %s", async (_, pure, provider) => {
    const realm = createContext({ ...WEB_GLOBALS });
    runInContext(`${script};globalThis.roundTrip = keepsake.roundTrip`, realm);
    expect(await runInContext(`roundTrip(${pure})`, realm)).toBe(provider);
  });

  it("makes a round trip in a browser", async (context) => {
    if (noChromium !== undefined) return context.skip(noChromium);
    const page = `<!doctype html><meta charset="utf-8"><script>${script.replaceAll("</script", "<\\/script")}</script>`;
    const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
    try {
      const tab = await browser.newPage();
      await tab.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      expect(await tab.evaluate("keepsake.roundTrip(false)")).toBe("webcrypto");
      expect(await tab.evaluate("keepsake.roundTrip(true)")).toBe("noble");
    } finally {
      await browser.close();
      server.close();
    }
  });
});
