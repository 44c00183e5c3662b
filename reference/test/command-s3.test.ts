import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildOnce, keepsake, type Run, temporaryFolder } from "./command-harness.js";
import { type S3Proxy, startS3Proxy } from "./s3-proxy.js";
import { BUCKET, ENVIRONMENT, noS3Server, type S3Server, startS3Server } from "./s3-server.js";

// The command with a vault in a bucket of a real server.

const SAMPLE = join(process.cwd(), "reference/sample/android/WhatsApp Chat with Harbour House");
const PAGE = "<!doctype html><html><head><title>Welcome</title></head><body><p>It works.</p></body></html>";
const KEY = ["--recovery-key-file", "key.txt"];
const BACKUP = ["--me", "Sam", "--timezone", "Europe/London", ...KEY];

let server: S3Server;
let proxy: S3Proxy;
let number = 0;
beforeAll(async () => {
  if (noS3Server !== undefined) return;
  await buildOnce();
  server = await startS3Server();
  proxy = await startS3Proxy(server);
}, 300_000);
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});
beforeEach((context) => {
  if (noS3Server !== undefined) return context.skip(noS3Server);
  proxy.fault = () => undefined;
});

const newVault = () => `s3://${BUCKET}/vaults/${++number}`;

/** Runs the command with the server's address, or another, in the environment. */
function run(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return keepsake(folder, args, { ...ENVIRONMENT, AWS_ENDPOINT_URL: server.endpoint, ...env });
}

/** As {@link run}, with the result of --json. */
async function result<T>(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const done = await run(folder, [...args, "--json"], env);
  expect(done).toMatchObject({ code: 0 });
  return JSON.parse(done.stdout) as T;
}

interface Backup {
  readonly uploaded: { readonly objects: number };
  readonly reused: { readonly objects: number };
}

describe("a vault in a bucket", () => {
  it("lives a whole life", async () => {
    const folder = temporaryFolder();
    const vault = newVault();
    const chat = join(folder, "chat");
    cpSync(SAMPLE, chat, { recursive: true });
    await result(folder, ["init", vault, "--new-recovery-key-file", "key.txt"]);
    const first = await result<Backup>(folder, ["backup", chat, "--vault", vault, ...BACKUP]);
    expect(first.uploaded.objects).toBeGreaterThan(3);
    rmSync(join(chat, readdirSync(chat).find((name) => name.endsWith(".jpg"))!));
    await result(folder, ["backup", chat, "--replace", "--vault", vault, ...BACKUP]);
    expect((await result<{ snapshots: unknown[] }>(folder, ["snapshots", vault, ...KEY])).snapshots).toHaveLength(2);
    expect(await result(folder, ["slot", "rotate", vault, ...KEY])).toMatchObject({ epoch: 2 });
    expect(await result(folder, ["forget", vault, "1", ...KEY])).toMatchObject({ forgotten: [1] });
    const pruned = await result<{ deleted: { objects: number } }>(folder, [
      ...["prune", vault, "--grace", "0d", "--only-writer", ...KEY],
    ]);
    expect(pruned.deleted.objects).toBeGreaterThan(0);
    expect(await result(folder, ["check", vault, "--read-data", ...KEY])).toMatchObject({ ok: true, findings: [] });
    expect(await result(folder, ["slot", "list", vault, ...KEY])).toMatchObject({ slots: [{ kind: "recovery-key" }] });
    await result(folder, ["restore", vault, "--to", "out", "--format", "files", ...KEY]);

    await result(folder, ["archive", "pack", vault, "vault.keepsake"]);
    const other = newVault();
    await result(folder, ["archive", "unpack", "vault.keepsake", other]);
    expect(await result(folder, ["check", other, "--read-data", ...KEY])).toMatchObject({ ok: true });
    const stored = (at: string) =>
      readdirSync(join(server.folder, at.slice(`s3://${BUCKET}/`.length)), { recursive: true });
    // Nothing but the files of a vault; empty folders are the server's.
    const files = stored(other).filter((path) => /\/[0-9a-f]{16,64}$/u.test(String(path)));
    expect(stored(vault)).toEqual(expect.arrayContaining(files));
    expect(
      stored(vault).filter(
        (path) => !/^(headers|snapshots|marks|objects(\/..)?)(\/[0-9a-f]{16,64})?$/u.test(String(path)),
      ),
    ).toEqual([]);
  }, 300_000);

  it("goes on with a backup whose connection was cut", async () => {
    const folder = temporaryFolder();
    const vault = newVault();
    await result(folder, ["init", vault, "--new-recovery-key-file", "key.txt"]);
    const backup = ["backup", SAMPLE, "--vault", vault, ...BACKUP];
    let puts = 0;
    proxy.fault = ({ method, url }) => {
      if (method === "PUT" && url.includes("/objects/")) puts++;
      return puts > 4 ? "cut-request" : undefined;
    };
    const cut = await run(folder, [...backup, "--endpoint", proxy.endpoint]);
    expect(cut.code).toBe(9);
    expect(cut.stderr).toMatch(/^keepsake: .* cut again and again .* \(store.unavailable\)\n$/u);
    const again = await result<Backup>(folder, backup);
    expect(again.reused.objects).toBeGreaterThanOrEqual(3);
    expect(await result(folder, ["check", vault, "--read-data", ...KEY])).toMatchObject({
      ok: true,
      unreferenced: [],
    });
  });

  it("is missed where another one takes its place, however the bucket is named", async () => {
    const folder = temporaryFolder();
    const [one, two] = [newVault(), newVault()];
    await result(folder, ["init", one, "--new-recovery-key-file", "key.txt"]);
    await result(folder, ["slot", "list", one, ...KEY]);
    await result(folder, ["init", two, "--new-recovery-key-file", "key2.txt"]);
    const path = (vault: string) => join(server.folder, vault.slice(`s3://${BUCKET}/`.length));
    rmSync(path(one), { recursive: true });
    cpSync(path(two), path(one), { recursive: true });
    const args = ["snapshots", `${one}/`, "--endpoint", `${server.endpoint}/`, "--recovery-key-file", "key2.txt"];
    const seen = await run(folder, args, { AWS_ENDPOINT_URL: "" });
    expect(seen).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/another vault .*\(header.fork\)\n.*`keepsake accept VAULT`/u),
    });
    expect((await run(folder, ["snapshots", two, "--recovery-key-file", "key2.txt"])).stderr).toBe("");
  });

  it("is refused where names that are taken cannot be refused, unless one device alone writes", async () => {
    const folder = temporaryFolder();
    const vault = newVault();
    const init = ["init", vault, "--new-recovery-key-file", "key.txt", "--endpoint", proxy.endpoint];
    proxy.fault = () => "no-condition";
    const refused = await run(folder, init);
    expect(refused).toMatchObject({
      code: 9,
      stderr: expect.stringMatching(/--single-writer .*\(store.unavailable\)\n$/u),
    });
    expect(readdirSync(folder)).not.toContain("key.txt");
    await result(folder, [...init, "--single-writer"]);
    expect(
      (await run(folder, [...init.map((arg) => (arg === "key.txt" ? "other.txt" : arg)), "--single-writer"])).code,
    ).toBe(2);
  });
});

describe("a bucket that cannot be used", () => {
  const skewed = `data:text/javascript,${encodeURIComponent("const now = Date.now; Date.now = () => now() + 864e5; const D = Date; globalThis.Date = class extends D { constructor(...a) { a.length ? super(...a) : super(D.now()); } };")}`;

  it.each<[string, { args?: string[]; env?: Record<string, string> }, RegExp]>([
    [
      "no service there",
      { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" } },
      /cannot be reached \(ECONNREFUSED\); check/,
    ],
    ["no such host", { env: { AWS_ENDPOINT_URL: "http://keepsake.invalid" } }, /cannot be reached \(\w+\); check/],
    ["no credentials", { env: { AWS_ACCESS_KEY_ID: "" } }, /No AWS credentials were found; set/],
    ["an unknown access key", { env: { AWS_ACCESS_KEY_ID: "nobody" } }, /refuses these credentials .*; check/],
    ["a wrong secret", { env: { AWS_SECRET_ACCESS_KEY: "wrong" } }, /refuses these credentials .*; check/],
    ["no such bucket", { args: ["check", "s3://nowhere/vault", ...KEY] }, /has no bucket nowhere; check the name/],
  ])(
    "%s: one sentence that says what to do",
    async (_, { args = ["check", newVault(), ...KEY], env = {} }, message) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "key.txt"), "");
      const done = await run(folder, args, env);
      expect(done).toMatchObject({ code: 9, stdout: "" });
      expect(done.stderr).toMatch(message);
      expect(done.stderr).toMatch(/^keepsake: [^\n]+ \(store.unavailable\)\n$/u);
    },
  );

  it("no vault there, or no such address", async () => {
    const folder = temporaryFolder();
    expect(await run(folder, ["check", newVault(), ...KEY])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("header.missing"),
    });
    expect((await run(folder, ["check", "s3://", ...KEY])).code).toBe(2);
    expect((await run(folder, ["check", newVault(), "--endpoint", "s3.example.com", ...KEY])).code).toBe(2);
  });

  it("a web page in the place of a service is no empty bucket", async () => {
    const site = createServer((_, response) => response.setHeader("content-type", "text/html").end(PAGE));
    await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
    try {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "key.txt"), "");
      const { port } = site.address() as AddressInfo;
      const elsewhere = ["--endpoint", `http://127.0.0.1:${port}`];
      for (const args of [
        ["check", newVault(), ...KEY],
        ["inspect", newVault()],
        ["init", newVault(), "--new-recovery-key-file", "new.txt"],
      ]) {
        const done = await run(folder, [...args, ...elsewhere]);
        expect(done).toMatchObject({ code: 9, stdout: "" });
        expect(done.stderr).toContain("does not answer as an S3 service does; check the address (store.unavailable)");
      }
    } finally {
      site.close();
    }
  });

  it("does not repeat a password that stands in an address", async () => {
    const folder = temporaryFolder();
    const address = server.endpoint.replace("//", "//me:hunter2@");
    for (const args of [
      ["init", newVault(), "--new-recovery-key-file", "key.txt"],
      ["check", newVault(), ...KEY],
    ]) {
      const runs = [
        await run(folder, [...args, "--endpoint", address]),
        await run(folder, args, { AWS_ENDPOINT_URL: address }),
      ];
      expect(runs.map(({ code }) => code)).toEqual([2, 9]);
      for (const { stdout, stderr } of runs) {
        expect(stderr).toContain("user name or password");
        expect(stdout + stderr).not.toContain("hunter2");
      }
    }
  });

  it("sets itself right where the clock is a day off", async () => {
    const folder = temporaryFolder();
    const env = { NODE_OPTIONS: `--import ${skewed}` };
    const vault = newVault();
    await result(folder, ["init", vault, "--new-recovery-key-file", "key.txt"], env);
    const { slots } = await result<{ slots: { createdAtMs: number }[] }>(folder, ["slot", "list", vault, ...KEY]);
    expect(slots[0]!.createdAtMs).toBeGreaterThan(Date.now() + 80_000_000);
  });
});
