/** The command's passkeys in a real browser: the command runs, and its page is used as a person would. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keepsakeWithPage, type Visit } from "../../test/ceremony-command.js";
import { noChromium } from "../../test/chromium.js";
import { buildOnce, keepsake, keepsakeJson, temporaryFolder } from "../../test/command-harness.js";
import { type Abilities, openPasskeyBrowser, type PasskeyBrowser } from "./passkey-browser.js";

const KEY = "key.txt";
const WITH_KEY = ["--recovery-key-file", KEY];
const CHAT = join(process.cwd(), "reference/sample/android/WhatsApp Chat with Leo.zip");
const PICTURES = "test-results/ceremony";
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let browsers: PasskeyBrowser[] = [];

beforeAll(buildOnce, 300_000);
beforeEach((context) => {
  if (noChromium !== undefined) context.skip(noChromium);
});
afterEach(async () => {
  const complaints = browsers.flatMap((browser) => browser.complaints);
  await Promise.all(browsers.map((browser) => browser.close()));
  browsers = [];
  expect(complaints).toEqual([]);
});

async function open(abilities?: Abilities): Promise<PasskeyBrowser> {
  const browser = await openPasskeyBrowser(abilities);
  browsers.push(browser);
  return browser;
}

const press = (page: Page, name: string) => page.getByRole("button", { name }).click();
const seeTitle = (page: Page, name: string) => page.getByRole("heading", { name }).waitFor();

/** Creates the passkey, and confirms it. */
const create =
  ({ page }: PasskeyBrowser): Visit =>
  async (url) => {
    await page.goto(url);
    await press(page, "Create passkey");
    await press(page, "Continue");
    await seeTitle(page, "Passkey created");
  };

const use =
  ({ page }: PasskeyBrowser): Visit =>
  async (url) => {
    await page.goto(url);
    await press(page, "Use passkey");
    await seeTitle(page, "Passkey used");
  };

/** A folder with a vault of a recovery key and a passkey of this browser. */
async function folderWithVault(browser: PasskeyBrowser): Promise<string> {
  const folder = temporaryFolder();
  const init = ["init", "vault", "--passkey", "--new-recovery-key-file", KEY];
  const run = await keepsakeWithPage(folder, init, create(browser));
  expect(run.code, run.stderr).toBe(0);
  return folder;
}

const SNAPSHOTS = ["snapshots", "vault", "--passkey"];

describe("keepsake with a passkey of the browser", () => {
  it("makes a vault, backs up, restores and changes the key, asking once each time", async () => {
    const browser = await open();
    const folder = await folderWithVault(browser);
    for (const args of [
      ["backup", CHAT, "--vault", "vault", "--me", "Sam", "--timezone", "UTC", "--passkey"],
      ["restore", "vault", "--to", "before", "--passkey"],
      ["slot", "rotate", "vault", "--keep", KEY, "--passkey"],
      ["restore", "vault", "--to", "after", "--passkey"],
    ]) {
      const run = await keepsakeWithPage(folder, args, use(browser));
      expect(run.code, run.stderr).toBe(0);
      expect(run.urls).toHaveLength(1);
    }
    expect(readdirSync(join(folder, "after"))).toEqual(readdirSync(join(folder, "before")));
    expect((await keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY])).code).toBe(0);
    expect(await browser.count()).toBe(1);
  });

  it("adds a passkey to a vault, and not the same device's twice", async () => {
    const browser = await open({ synced: false });
    const folder = temporaryFolder();
    await keepsakeJson(folder, ["init", "vault", "--new-recovery-key-file", KEY]);
    const add = ["slot", "add", "vault", "--passkey", "--label", "laptop", ...WITH_KEY];
    const run = await keepsakeWithPage(folder, add, create(browser));
    expect(run.code, run.stderr).toBe(0);
    const { stdout } = await keepsake(folder, ["slot", "list", "vault", ...WITH_KEY]);
    expect(stdout).toMatch(/passkey +laptop .*localhost, on one device only\n/);
    const again = await keepsakeWithPage(folder, add, async (url) => {
      await browser.page.goto(url);
      await press(browser.page, "Create passkey");
      await press(browser.page, "Give up");
      await seeTitle(browser.page, "Given up");
    });
    expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining("has a passkey of this backup already") });
  });

  it("makes no vault that only a passkey of one device would open", async () => {
    const folder = temporaryFolder();
    const init = ["init", "vault", "--passkey", "--no-recovery-key"];
    const bound = await keepsakeWithPage(folder, init, create(await open({ synced: false })));
    expect(bound).toMatchObject({ code: 4, stderr: expect.stringContaining("(key.last-slot)") });
    const synced = await keepsakeWithPage(folder, init, create(await open()));
    expect(synced.code, synced.stderr).toBe(0);
  });
});

describe("the page of a ceremony", () => {
  it("says what failed, tries again, and can be loaded again", async () => {
    const browser = await open();
    const { page } = browser;
    const folder = await folderWithVault(browser);
    const run = await keepsakeWithPage(folder, SNAPSHOTS, async (url) => {
      await browser.verify(false);
      await page.goto(url);
      await press(page, "Use passkey");
      await page.getByRole("alert").getByText("does not check").waitFor();
      await browser.verify(true);
      await page.reload();
      await press(page, "Use passkey");
      await seeTitle(page, "Passkey used");
    });
    expect(run.code, run.stderr).toBe(0);
    await browser.verify(false);
    const retried = await keepsakeWithPage(folder, SNAPSHOTS, async (url) => {
      await page.goto(url);
      await press(page, "Use passkey");
      await browser.verify(true);
      await press(page, "Try again");
      await seeTitle(page, "Passkey used");
    });
    expect(retried.code, retried.stderr).toBe(0);
  });

  it("ends the command when the person gives up, before or after an attempt", async () => {
    const browser = await open();
    const { page } = browser;
    const folder = await folderWithVault(browser);
    const atOnce = await keepsakeWithPage(folder, SNAPSHOTS, async (url) => {
      await page.goto(url);
      await press(page, "Give up");
      await seeTitle(page, "Given up");
    });
    expect(atOnce).toMatchObject({ code: 4, stderr: expect.stringContaining("The passkey was not used; run") });
    await browser.verify(false);
    const later = await keepsakeWithPage(folder, SNAPSHOTS, async (url) => {
      await page.goto(url);
      await press(page, "Use passkey");
      await page.getByRole("alert").getByText("does not check").waitFor();
      await press(page, "Give up");
      await seeTitle(page, "Given up");
    });
    expect(later).toMatchObject({ code: 4, stderr: expect.stringContaining("(key.prf-missing)") });
    expect(later.stderr).toContain("does not check who uses it");
  });

  it("takes no passkey that gives no secret", async () => {
    const { page } = await open({ hasPrf: false });
    const folder = temporaryFolder();
    const init = ["init", "vault", "--passkey", "--new-recovery-key-file", KEY];
    const run = await keepsakeWithPage(folder, init, async (url) => {
      await page.goto(url);
      await press(page, "Create passkey");
      await press(page, "Continue");
      await page.getByRole("alert").getByText("gives no secret").waitFor();
      await press(page, "Give up");
      await seeTitle(page, "Given up");
    });
    expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining("(key.prf-missing)") });
    expect(run.stderr).toContain("gives no secret");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("has nothing to do without the token, and by another name there is none", async () => {
    const browser = await open();
    const { page } = browser;
    const folder = await folderWithVault(browser);
    const run = await keepsakeWithPage(folder, SNAPSHOTS, async (url) => {
      const { port, origin } = new URL(url);
      const other = await page.context().newPage();
      for (const name of ["127.0.0.1", "[::1]", "rebound.localhost"]) {
        await expect(other.goto(`http://${name}:${port}/`)).rejects.toThrow("ERR_EMPTY_RESPONSE");
      }
      // The other tab stays: the browser goes on trying, and does not let it be closed meanwhile.
      await page.bringToFront();
      await page.goto(`${origin}/#AAAAAAAAAAAAAAAAAAAAAA`);
      await seeTitle(page, "Nothing to do");
      await use(browser)(url);
    });
    expect(run.code, run.stderr).toBe(0);
    await page.goto(run.urls[0]!).catch((error) => expect(String(error)).toContain("ERR_CONNECTION_REFUSED"));
    // What the test did on purpose.
    browser.forgive(/ERR_EMPTY_RESPONSE|127\.0\.0\.1|\[::1\]|rebound/);
  });

  it("gives nothing to another page of this computer that has the token", async () => {
    const browser = await open();
    const folder = await folderWithVault(browser);
    const other = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html>"));
    await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
    try {
      const run = await keepsakeWithPage(folder, SNAPSHOTS, async (url) => {
        const { origin, hash } = new URL(url);
        await browser.page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
        const tries = await browser.page.evaluate(attack, { origin, token: hash.slice(1) });
        expect(tries).toEqual(["TypeError", "TypeError", "TypeError", "TypeError", "error"]);
        await use(browser)(url);
      });
      expect(run.code, run.stderr).toBe(0);
    } finally {
      other.close();
    }
    browser.forgive(/ERR_EMPTY_RESPONSE|ERR_FAILED|CORS|Cross-Origin/);
  });
});

/** What a page of another origin can try; runs there. */
async function attack({ origin, token }: { origin: string; token: string }): Promise<string[]> {
  const headers = { "Keepsake-Token": token };
  const body = '{"kind":"failed","message":"planted"}';
  const tries: [string, RequestInit][] = [
    ["/", { mode: "no-cors" }],
    ["/task", { headers }],
    ["/answer", { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body }],
    ["/answer", { method: "POST", mode: "no-cors", body }],
  ];
  const outcomes: string[] = [];
  for (const [path, init] of tries) {
    outcomes.push(
      await fetch(origin + path, init).then(
        () => "answered",
        (error) => error.name,
      ),
    );
  }
  const script = document.createElement("script");
  script.src = `${origin}/page.js`;
  outcomes.push(
    await new Promise((resolve) => {
      script.onload = () => resolve("loaded");
      script.onerror = () => resolve("error");
      document.head.append(script);
    }),
  );
  return outcomes;
}

describe("how the page looks", () => {
  it("is readable on a phone and a desktop, by day and by night, and axe finds nothing", async () => {
    mkdirSync(PICTURES, { recursive: true });
    const browser = await open();
    const { page } = browser;
    const folder = temporaryFolder();
    const init = ["init", "holiday-photos", "--passkey", "--new-recovery-key-file", KEY];
    const run = await keepsakeWithPage(folder, init, async (url) => {
      await page.goto(url);
      await seeTitle(page, "Create a passkey");
      await look(browser, "create");
      await press(page, "Create passkey");
      await page.getByRole("button", { name: "Continue" }).waitFor();
      await look(browser, "confirm");
      await press(page, "Continue");
      await seeTitle(page, "Passkey created");
      await look(browser, "created");
    });
    expect(run.code, run.stderr).toBe(0);
    await browser.verify(false);
    await keepsakeWithPage(folder, ["snapshots", "holiday-photos", "--passkey"], async (url) => {
      await page.goto(url);
      await press(page, "Use passkey");
      await page.getByRole("button", { name: "Try again" }).waitFor();
      await look(browser, "failed");
      await press(page, "Give up");
      await seeTitle(page, "Given up");
    });
  });
});

async function look(browser: PasskeyBrowser, name: string): Promise<void> {
  const { page } = browser;
  for (const [device, width, height] of [
    ["phone", 360, 740],
    ["desktop", 1280, 800],
  ] as const) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(PICTURES, `${name}-${device}-${colorScheme}.png`) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await findings(browser)).toEqual([]);
    }
  }
}

async function findings(browser: PasskeyBrowser): Promise<string[]> {
  await browser.evaluate(readFileSync(AXE, "utf8"));
  const results = await browser.evaluate("axe.run().then((results) => JSON.stringify(results))");
  const { violations, incomplete } = JSON.parse(String(results)) as AxeResults;
  return [...violations, ...incomplete].map(({ id, help }) => `${id}: ${help}`);
}
