import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import { addAuthenticator, atHeading, ELSEWHERE, LEO, link, openPage, shoot, useBrowser } from "./page-harness.js";
import { look } from "./page-look.js";
import { backUp, saveBackup, shownDigits, turnOnWithPasskey } from "./page-steps.js";

const BUILT = fileURLToPath(new URL("../../../web-out/", import.meta.url));
const FOLDER = "/some/folder/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

const used = useBrowser();
let server: Server;
let address = "";
beforeAll(async () => {
  // As plain as hosts come: files of one folder, their types, and no other headers.
  server = createServer(async ({ url = "" }, response) => {
    const path = url.slice(FOLDER.length) || "index.html";
    const body = url.startsWith(FOLDER) ? await readFile(join(BUILT, path)).catch(() => undefined) : undefined;
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://localhost:${(server.address() as { port: number }).port}${FOLDER}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it.skipIf(noChromium)("works in any folder of a host that sends no headers, under the policy in the page", async () => {
  const { page, context, watched } = await openPage(used, { address });
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  await addAuthenticator(page);
  await turnOnWithPasskey(page);
  await backUp(page, [LEO]);
  await saveBackup(page);
  await link(page, "Look at your backup").click();
  await link(page, "Open chats").click();
  await atHeading(page, "Chats");
  await page.frameLocator("iframe.chats").getByRole("link", { name: /Leo/ }).first().click();
  await page.frameLocator("iframe.chats").locator(".message").first().waitFor();
  await context.setOffline(true);
  await page.goto(address);
  await page.getByText("Last backup").waitFor();
  expect(watched.problems).toEqual([]);
  // Nothing that is not part of the page runs in it.
  const inject = page.evaluate(() => {
    document.body.setAttribute("onclick", "globalThis.ran = true");
  });
  await expect(inject).rejects.toThrow("TrustedScript");
});

it.skipIf(noChromium)("says so where the page is not secure", async () => {
  const { page } = await openPage(used, { address: address.replace("localhost", ELSEWHERE) });
  await page.getByText("Encryption works only on a secure page.").waitFor();
  expect(await page.getByRole("alert").getByRole("link").getAttribute("href")).toBe(address);
  await look(page, "41-not-secure");
});

it.skipIf(noChromium)("prints the digits and what they are for, and nothing to click", async () => {
  const { page } = await openPage(used, { address });
  await link(page, "Turn on").click();
  await link(page, "Use 64-digit encryption key instead").click();
  await shownDigits(page);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await shoot(page, "42-printed");
  expect(await page.getByRole("button").count()).toBe(0);
  expect(await page.locator("ol.key li").first().isVisible()).toBe(true);
  expect(await page.getByText("Who has these digits can read the backup.").isVisible()).toBe(true);
});
