import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM, CHROMIUM_FLAGS } from "../../test/chromium.js";
import { addVirtualAuthenticator, authenticatorSession } from "../../test/virtual-authenticator.js";

/** A browser with a passkey of its own, which lives as long as the page does. */
export interface PasskeyBrowser {
  readonly page: Page;
  /** What the page complained about: errors, and requests to anywhere but the command. */
  readonly complaints: readonly string[];
  /** Forgets complaints that the test has brought about. */
  forgive(expected: RegExp): void;
  /** Whether the passkey checks who uses it. */
  verify(passes: boolean): Promise<void>;
  /** Passkeys that there are. */
  count(): Promise<number>;
  /** Evaluates an expression as the browser's console does, whatever the policy of the page. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** What the authenticator can do. */
export interface Abilities {
  readonly hasPrf?: boolean;
  /** Whether its passkeys may be synced to other devices. */
  readonly synced?: boolean;
}

/** Starts Chromium with a virtual authenticator. */
export async function openPasskeyBrowser({ hasPrf = true, synced = true }: Abilities = {}): Promise<PasskeyBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "keepsake-ceremony-"));
  const context: BrowserContext = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    args: CHROMIUM_FLAGS,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  let complaints: string[] = [];
  context.on("request", (request) => {
    if (new URL(request.url()).hostname !== "localhost") complaints.push(`request ${request.url()}`);
  });
  context.on("console", (message) => complaints.push(`console ${message.text()}`));
  context.on("weberror", (error) => complaints.push(`error ${error.error().message}`));
  const cdp = await authenticatorSession(page);
  const authenticatorId = await addVirtualAuthenticator(cdp, { hasPrf, defaultBackupEligibility: synced });
  return {
    page,
    get complaints() {
      return complaints;
    },
    forgive: (expected) => {
      complaints = complaints.filter((complaint) => !expected.test(complaint));
    },
    verify: async (passes) => {
      // Not setUserVerified: after a refusal the virtual authenticator stays locked.
      await cdp.send("WebAuthn.setResponseOverrideBits", { authenticatorId, isBadUV: !passes });
    },
    count: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
    // A second session would take the authenticator with it when it ends.
    evaluate: async (expression) =>
      (await cdp.send("Runtime.evaluate", { expression, awaitPromise: true })).result.value,
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
