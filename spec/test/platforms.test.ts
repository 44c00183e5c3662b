/** What chapter 17 shows is run: the web code against a virtual authenticator, the JSON by a browser's own parser. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, CHROMIUM_FLAGS, noChromium } from "../../reference/test/chromium.js";
import {
  type AuthenticatorOptions,
  addVirtualAuthenticator,
  authenticatorSession,
} from "../../reference/test/virtual-authenticator.js";
import { readExamples } from "./examples.js";

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const chapter = read("17-passkeys-on-platforms.md");
const blocks = (language: string) =>
  [...chapter.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, code = ""]) => code);
const json = blocks("json").map((text) => JSON.parse(text));
const [input, credentialId, output] = readExamples(chapter).map(({ result }) => result.slice(1, -1));

describe("the values of chapter 17", () => {
  it("are those of the worked example", () => {
    const made = (markdown: string) =>
      readExamples(markdown)
        .filter(({ name }) => name === "prf-input" || name === "hmac-secret" || name === "ctap-salt")
        .map(({ result }) => result);
    const [prfInput, salt, prf] = made(read("16-example.md"));
    const bytesOf = (text?: string) => Buffer.from(text!, "base64url").toString("hex");
    expect([bytesOf(input), bytesOf(output), ...made(chapter)]).toEqual([prfInput, prf, salt]);
  });

  it("stand in the JSON of requests and answers", () => {
    const texts = json.map((value) => JSON.stringify(value));
    expect(texts.filter((text) => text.includes(`"first":"${input}"`))).toHaveLength(2);
    expect(texts.filter((text) => text.includes(`"first":"${output}"`))).toHaveLength(1);
    expect(texts.filter((text) => text.includes(`"id":"${credentialId}"`))).toHaveLength(3);
  });
});

it("chapter 17 names rules that there are", () => {
  const requirements = JSON.parse(read("requirements.json"));
  const slugs = new Set(requirements.map(({ slug }: { slug: string }) => slug));
  const named = [...chapter.matchAll(/(?<![\w[])@((?:[a-z0-9]+-)+[a-z0-9]+)/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((slug) => !slugs.has(slug))).toEqual([]);
});

const server = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html>"));
const code = blocks("js").join("\n").replace('"backup.example"', '"localhost"');
let browser: Browser;

beforeAll(async () => {
  if (noChromium !== undefined) return;
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser?.close();
  server.close();
});

/** A page with the code of the chapter, and an authenticator. */
async function pageWith(options: AuthenticatorOptions): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await addVirtualAuthenticator(await authenticatorSession(page), options);
  await page.addScriptTag({ content: code });
  return page;
}

/** Enrolls and opens, with the functions of the chapter; says what came out. */
const ENROLL_AND_OPEN = `(async () => {
  const input = random(48);
  let ceremonies = 0;
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (options) => { ceremonies += 1; return get(options); };
  try {
    const slot = await enroll(input, [], "Sam");
    const opened = await evaluate(input, [slot]);
    const other = await evaluate(random(48), [slot]);
    const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
    const twice = await createPasskey(input, [slot], "Sam").then(() => "made", (error) => error.name);
    return {
      length: slot.output.length, ceremonies, transports: slot.transports, backupEligible: slot.backupEligible, twice,
      again: same(slot.output, opened.output), byInput: !same(slot.output, other.output),
      credential: same(slot.credentialId, opened.credentialId),
    };
  } catch (error) {
    return { failed: error.code || error.name };
  }
})()`;

describe("the web code of chapter 17", () => {
  const works = { length: 32, backupEligible: false, twice: "InvalidStateError", again: true, byInput: true };

  it.for([
    ["gives an output at creation", { hasPrf: true }, { ...works, ceremonies: 3, transports: ["internal"] }],
    ["gives none", { hasHmacSecret: true, transport: "usb" }, { ...works, ceremonies: 4, transports: ["usb"] }],
    ["is backed up", { hasPrf: true, defaultBackupEligibility: true }, { ...works, backupEligible: true }],
    ["has no PRF", { hasPrf: false }, { failed: "key.prf-missing" }],
    ["does not verify", { hasPrf: true, isUserVerified: false }, { failed: "NotAllowedError" }],
  ] as const)("where the authenticator %s", async ([, options, expected], context) => {
    if (noChromium !== undefined) return context.skip(noChromium);
    const page = await pageWith(options);
    expect(await page.evaluate(ENROLL_AND_OPEN)).toMatchObject(expected);
    await page.close();
  });

  it("asks a passkey once more alone that gave nothing for a list", async (context) => {
    if (noChromium !== undefined) return context.skip(noChromium);
    const page = await pageWith({ hasPrf: true });
    const asked = await page.evaluate(`(async () => {
      const input = random(48);
      const slots = [await enroll(input, [], "Sam"), await enroll(input, [], "Sam")];
      const lengths = [];
      const get = navigator.credentials.get.bind(navigator.credentials);
      navigator.credentials.get = async (options) => {
        lengths.push(options.publicKey.allowCredentials.length);
        if (lengths.length === 1) delete options.publicKey.extensions;
        return get(options);
      };
      const { credentialId, output } = await evaluate(input, slots);
      const own = slots.find((slot) => isSame(slot.credentialId, credentialId));
      return [lengths, isSame(output, own.output)];
    })()`);
    expect(asked).toEqual([[2, 1], true]);
    await page.close();
  });

  it("takes each form of an output, and nothing else", async (context) => {
    if (noChromium !== undefined) return context.skip(noChromium);
    const page = await pageWith({ hasPrf: true });
    const taken = await page.evaluate(`(() => {
      const bytes = Uint8Array.from({ length: 40 }, (_, i) => i);
      const good = [bytes.slice(4, 36).buffer, bytes.subarray(4, 36), [...bytes.slice(4, 36)]];
      const bad = [undefined, null, "", bytes.buffer, bytes.subarray(0, 31), [...bytes], Array(32).fill(256), Array(32).fill(-1)];
      const codeOf = (first) => { try { return takeOutput(first).join(); } catch (error) { return error.code; } };
      return [good.map(codeOf), bad.map(codeOf)];
    })()`);
    const content = Array.from({ length: 32 }, (_, i) => i + 4).join();
    expect(taken).toEqual([Array(3).fill(content), Array(8).fill("key.prf-missing")]);
    await page.close();
  });
});

it("a browser reads the JSON of the requests", async (context) => {
  if (noChromium !== undefined) return context.skip(noChromium);
  const page = await pageWith({ hasPrf: true });
  const first = await page.evaluate(`(() => {
    const [creation, request] = ${JSON.stringify(json.filter((value) => "challenge" in value))};
    const options = [PublicKeyCredential.parseCreationOptionsFromJSON(creation), PublicKeyCredential.parseRequestOptionsFromJSON(request)];
    return options.map(({ extensions }) => [...new Uint8Array(extensions.prf.eval.first)]);
  })()`);
  const bytes = [...Buffer.from(input!, "base64url")];
  expect(first).toEqual([bytes, bytes]);
  await page.close();
});
