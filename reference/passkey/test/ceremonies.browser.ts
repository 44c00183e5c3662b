/** Ceremonies in Chromium, with virtual authenticators: what a real browser answers, and what is made of it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BackupEligibility } from "../../core/proto/types.js";
import { CHROMIUM, CHROMIUM_FLAGS, noChromium } from "../../test/chromium.js";
import type { PasskeyFailureReason } from "../index.js";
import type { Operation, Outcome } from "./page.js";
import { authenticatorsOf } from "./virtual-authenticator.js";

if (noChromium !== undefined) console.warn(`Passkeys in a browser are not tested: ${noChromium}`);

let server: Server;
let browser: Browser;
let page: Page;
let plug: Awaited<ReturnType<typeof authenticatorsOf>>;

const address = (host: string) => `http://${host}:${(server.address() as AddressInfo).port}/`;

beforeAll(async () => {
  if (noChromium !== undefined) return;
  const input = fileURLToPath(new URL("page.ts", import.meta.url));
  const bundle = await rolldown({ input, platform: "browser", logLevel: "silent" });
  const { output } = await bundle.generate({ format: "iife", name: "passkeys" });
  const html = `<!doctype html><meta charset="utf-8"><script>${output[0].code.replaceAll("</script", "<\\/script")}</script>`;
  server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  if (noChromium !== undefined) return;
  page = await browser.newPage();
  await page.goto(address("localhost"));
  plug = await authenticatorsOf(page);
});

afterEach(async () => {
  await page?.close();
});

const run = (operation: Operation, ...more: string[]): Promise<Outcome> =>
  page.evaluate(`passkeys.run(...${JSON.stringify([operation, ...more])})`);

interface Shown {
  readonly epoch: number;
  readonly openedBy: string;
  readonly slots: readonly { label: string; transports: string[]; backupEligibility: number; credentialId: string }[];
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
}

/** Runs what has to succeed in so many dialogs. */
async function done<T = Shown>(dialogs: string[], operation: Operation, ...more: string[]): Promise<T> {
  const outcome = await run(operation, ...more);
  expect(outcome).toEqual({ value: expect.anything(), dialogs });
  return outcome.value as T;
}

/** Runs what has to fail. */
async function failed(reason: PasskeyFailureReason, operation: Operation, ...more: string[]): Promise<Outcome> {
  const outcome = await run(operation, ...more);
  expect(outcome.error).toMatchObject({ code: "key.prf-missing", details: { reason } });
  return outcome;
}

describe.skipIf(noChromium !== undefined)("a passkey", () => {
  it.each([true, false])(
    "of a device gives the same output at creation and after; may be synced: %s",
    async (isBackupEligible) => {
      await plug("platform", { isBackupEligible });
      const { ELIGIBLE, DEVICE_BOUND } = BackupEligibility;
      expect(await done(["create", "get"], "enroll")).toEqual({
        bytes: 32,
        backupEligibility: isBackupEligible ? ELIGIBLE : DEVICE_BOUND,
        transports: ["internal"],
      });
    },
  );

  it.each([
    ["securityKey", ["create", "get", "get"]],
    ["newSecurityKey", ["create", "get"]],
  ] as const)("of a %s is asked once more if creation gave no output", async (kind, dialogs) => {
    await plug(kind);
    expect(await done([...dialogs], "enroll")).toMatchObject({ bytes: 32, transports: ["usb"] });
  });

  it("without PRF is not enrolled", async () => {
    await plug("platformWithoutPrf");
    const { dialogs, error } = await failed("no-prf", "enroll");
    expect(dialogs).toEqual(["create", "get"]);
    expect(error!.details).toMatchObject({ offer: "another-passkey", step: "confirm" });
  });

  it("that does not check who uses it can give an output at creation and none ever after, and is not enrolled", async () => {
    await plug("platformWithoutVerification");
    const raw = await done<object>(["create", "get"], "withoutVerification");
    expect(raw).toEqual({ created: { enabled: true, bytes: 32 }, asserted: { bytes: 0 } });
    const { dialogs } = await failed("cancelled-or-missing", "enroll");
    expect(dialogs).toEqual(["create"]);
  });

  it("whose owner is not recognised looks cancelled, and its slot stays", async () => {
    const device = await plug("platform");
    const made = await done(["create", "get"], "make");
    await device.setUserVerified(false);
    await failed("cancelled-or-missing", "enroll");
    await failed("cancelled-or-missing", "unlock");
    expect((await done([], "unlockByRecoveryKey")).slots).toEqual(made.slots);
  });

  it("that was deleted looks cancelled, and its slot stays", async () => {
    const device = await plug("platform");
    const made = await done(["create", "get"], "make");
    await device.removeAll();
    const { error } = await failed("cancelled-or-missing", "unlock");
    expect(error!.details).toMatchObject({ offer: "try-again" });
    expect((await done([], "unlockByRecoveryKey")).slots).toEqual(made.slots);
  });

  it("with a user handle that is used twice takes the place of the first, so ours never are", async () => {
    const device = await plug("platform");
    expect(await done(["create", "create", "get", "get"], "sameUserHandle")).toEqual(["NotAllowedError", "there"]);
    expect(await device.count()).toBe(1);
    await done(["create", "get"], "enroll");
    await done(["create", "get"], "enroll");
    expect(await device.count()).toBe(3);
  });

  it("of the vault is not made twice on one device", async () => {
    const device = await plug("platform");
    await done(["create", "get"], "make");
    const { dialogs, error } = await failed("already-enrolled", "add");
    expect([dialogs, error!.message]).toEqual([["create"], expect.stringContaining("already")]);
    expect(await device.count()).toBe(1);
  });

  it("leaves no output in what the browser handed out", async () => {
    await plug("platform");
    expect(await done(["create", "get"], "leak")).toEqual({ answers: 2, zero: true, inJson: false });
  });
});

describe.skipIf(noChromium !== undefined)("a vault", () => {
  it("opens with either of two passkeys, and with its recovery key", async () => {
    const device = await plug("platform");
    await done(["create", "get"], "make");
    await device.setPresent(false);
    const key = await plug("securityKey");
    const { slots } = await done(["create", "get", "get"], "add");
    expect(slots.map(({ label, transports }) => [label, ...transports])).toEqual([
      ["paper"],
      ["passkey 0", "internal"],
      ["passkey 2", "usb"],
    ]);
    expect((await done(["get"], "unlock")).openedBy).toBe("passkey 2");
    await device.setPresent(true);
    await key.remove();
    expect((await done(["get"], "unlock")).openedBy).toBe("passkey 0");
    expect((await done([], "unlockByRecoveryKey")).openedBy).toBe("paper");
  });

  it.each(["platform", "securityKey"] as const)("is opened and gets a new key by one touch of a %s", async (kind) => {
    await plug(kind, { isBackupEligible: true });
    await done(kind === "platform" ? ["create", "get"] : ["create", "get", "get"], "make");
    expect(await done(["get"], "unlockAndRotate")).toMatchObject({ epoch: 2, kept: ["passkey 0"] });
    expect(await done(["get"], "unlock")).toMatchObject({ epoch: 2, openedBy: "passkey 0" });
  });

  it("has its passkey replaced on the same device", async () => {
    const device = await plug("platform");
    const { slots } = await done(["create", "get"], "make");
    const replaced = await done(["create", "get"], "replace", slots[1]!.credentialId);
    expect(replaced).toMatchObject({ epoch: 2, kept: ["paper"], dropped: ["passkey 0"] });
    expect(await device.count()).toBe(2);
    expect(await done(["get"], "unlock")).toMatchObject({ epoch: 2, openedBy: "new" });
  });

  it("keeps its passkey if the new one cannot be made", async () => {
    const device = await plug("platform");
    const { slots } = await done(["create", "get"], "make");
    await device.setPresent(false);
    const other = await plug("securityKey");
    await other.setUserVerified(false);
    await failed("cancelled-or-missing", "replace", slots[1]!.credentialId);
    await device.setPresent(true);
    expect(await done(["get"], "unlock")).toMatchObject({ epoch: 1, openedBy: "passkey 0", slots });
  });
});

describe.skipIf(noChromium !== undefined)("a ceremony", () => {
  it("that nobody answers ends by the caller's signal, with its reason", async () => {
    const device = await plug("platform");
    await device.setPresent(false);
    expect((await run("abort")).error).toMatchObject({ name: "TimeoutError" });
    const before = await run("abortedBefore");
    expect([before.error!.message, before.dialogs]).toEqual(["the person closed the window", []]);
    await device.setPresent(true);
    await done(["create", "get"], "enroll");
  });

  it("that nobody answers ends in time, which is not taken for a cancelled one", async () => {
    const device = await plug("platform");
    await device.setPresent(false);
    const { error } = await failed("timed-out", "timeout");
    expect(error!.details).toMatchObject({ offer: "try-again", step: "create" });
    await device.setPresent(true);
    await done(["create", "get"], "enroll");
  });

  it("is the only one", async () => {
    await plug("platform");
    expect(await done(["create", "get"], "twoAtOnce")).toEqual(["done", "busy"]);
  });

  it.each(["example.com", "127.0.0.1", "local.test"])("for %s is not for this page", async (rpId) => {
    await plug("platform");
    const { error } = await failed("wrong-address", "enroll", "", rpId);
    expect(error!.details).toMatchObject({ offer: "recovery-key" });
  });

  it("at 127.0.0.1 says where to open the page instead", async () => {
    await page.goto(address("127.0.0.1"));
    for (const rpId of ["127.0.0.1", "localhost"]) {
      const { error } = await failed("wrong-address", "enroll", "", rpId);
      expect(error!.message).toContain("http://localhost");
    }
  });

  it("on an insecure page says so before it begins", async () => {
    const insecure = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...CHROMIUM_FLAGS, "--host-resolver-rules=MAP backup.example 127.0.0.1"],
    });
    try {
      page = await insecure.newPage();
      await page.goto(address("backup.example"));
      const { error, dialogs } = await failed("insecure-context", "enroll", "", "backup.example");
      expect([error!.message, dialogs]).toEqual([expect.stringContaining("https"), []]);
    } finally {
      await insecure.close();
    }
  });
});
