import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildOnce, keepsake, keepsakeJson, makeFolder, temporaryFolder } from "./command-harness.js";
import { WITH_KEY } from "./command-life-helpers.js";

const [HOUSE, LEO] = ["android/WhatsApp Chat with Harbour House", "android/WhatsApp Chat with Leo.zip"].map((path) =>
  join(process.cwd(), "reference/sample", path),
) as [string, string];
const IMPORT = ["--me", "Sam", "--timezone", "Europe/London", ...WITH_KEY];

interface Result {
  readonly repaired: readonly string[];
  readonly findings: readonly { readonly code: string; readonly name: string }[];
}

/** A vault with two backups, the second with one more chat; each test damages a copy of its own. */
let made: string;
let files: ReadonlyMap<string, Buffer>;
let objects: readonly string[];
/** Objects that the newer snapshot needs. */
let needed: readonly string[];

beforeAll(async () => {
  await buildOnce();
  made = makeFolder();
  await keepsakeJson(made, ["init", "vault", "--new-recovery-key-file", "key.txt"]);
  await keepsakeJson(made, ["backup", LEO, "--vault", "vault", ...IMPORT]);
  await keepsakeJson(made, ["backup", HOUSE, "--vault", "vault", ...IMPORT]);
  files = readVault(made);
  objects = objectsOf(files);
  const pruned = makeFolder();
  copy(pruned);
  await keepsakeJson(pruned, ["forget", "vault", "1", ...WITH_KEY]);
  await keepsakeJson(pruned, ["prune", "vault", "--grace", "0d", "--only-writer", ...WITH_KEY]);
  needed = objectsOf(readVault(pruned));
  rmSync(pruned, { recursive: true });
}, 300_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** The files of a vault by name, in order. */
function readVault(folder: string): Map<string, Buffer> {
  const root = join(folder, "vault");
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((file) => join(file.parentPath, file.name)).sort();
  return new Map(paths.map((path) => [path.slice(root.length + 1).replaceAll("\\", "/"), readFileSync(path)]));
}

const objectsOf = (vault: ReadonlyMap<string, Buffer>) =>
  [...vault.keys()].filter((name) => name.startsWith("objects/"));

function copy(folder = temporaryFolder()): string {
  cpSync(made, folder, { recursive: true });
  return folder;
}

/** A changed bit, another length, or nothing left. */
function damage(folder: string, name: string, how: number): void {
  const path = join(folder, "vault", name);
  const bytes = Buffer.from(files.get(name)!);
  if (how % 3 === 0) rmSync(path);
  else if (how % 3 === 1) writeFileSync(path, bytes.subarray(0, how % bytes.length));
  else {
    const bit = how % (bytes.length * 8);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, bytes);
  }
}

const check = (folder: string) => keepsake(folder, ["check", "vault", "--read-data", ...WITH_KEY]);

describe("keepsake repair", () => {
  it("puts back whatever is damaged, under the same names, and touches nothing else", async () => {
    const some = fc.dictionary(fc.nat(needed.length - 1).map(String), fc.nat(10_000_000), { minKeys: 1, maxKeys: 9 });
    await fc.assert(
      fc.asyncProperty(some, async (damages) => {
        const folder = makeFolder();
        try {
          copy(folder);
          const damaged = Object.keys(damages).map((index) => needed[Number(index)]!);
          for (const [index, how] of Object.entries(damages)) damage(folder, needed[Number(index)]!, how);
          const { repaired, findings } = await keepsakeJson<Result>(folder, ["repair", "vault", HOUSE, LEO, ...IMPORT]);
          expect([...repaired].sort()).toEqual(damaged.sort());
          expect(findings).toEqual([]);
          const after = readVault(folder);
          expect([...after.keys()]).toEqual([...files.keys()]);
          for (const [name, bytes] of after) {
            if (damaged.includes(name)) expect(bytes).toHaveLength(files.get(name)!.length);
            else expect(bytes.equals(files.get(name)!)).toBe(true);
          }
          expect((await check(folder)).code).toBe(0);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 8 },
    );
  }, 300_000);

  it("names what it has no original of, and leaves it as it is", async () => {
    const folder = copy();
    for (const name of needed) damage(folder, name, 2 + 3 * 4000);
    const before = readVault(folder);
    const { repaired, findings } = await keepsakeJson<Result>(folder, ["repair", "vault", LEO, ...IMPORT], 7);
    expect(findings.length).toBeGreaterThan(0);
    expect(repaired.length).toBeGreaterThan(0);
    const after = readVault(folder);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const changed = [...after].filter(([name, bytes]) => !bytes.equals(before.get(name)!)).map(([name]) => name);
    expect(changed).toEqual([...repaired].sort());
  });

  it("puts back what only an older snapshot has, from the exports of then", async () => {
    const folder = copy();
    const old = objects.filter((name) => !needed.includes(name));
    for (const name of old) damage(folder, name, 3);
    const both = await keepsakeJson<Result>(folder, ["repair", "vault", HOUSE, LEO, ...IMPORT], 7);
    expect(both.findings.length).toBeGreaterThan(0);
    const { repaired, findings } = await keepsakeJson<Result>(folder, ["repair", "vault", LEO, ...IMPORT]);
    expect([...both.repaired, ...repaired].sort()).toEqual([...old].sort());
    expect(findings).toEqual([]);
  });

  it("finds nothing to do in a sound vault, and without exports only looks", async () => {
    const folder = copy();
    const sound = ["repair", "vault", LEO, ...IMPORT];
    expect(await keepsakeJson(folder, sound)).toEqual({ deletedHeaders: [], repaired: [], findings: [] });
    damage(folder, objects[0]!, 3);
    const before = readVault(folder);
    const { findings } = await keepsakeJson<Result>(folder, ["repair", "vault", ...WITH_KEY], 7);
    expect(findings).toMatchObject([{ code: "object.missing", name: objects[0] }]);
    expect(readVault(folder)).toEqual(before);
  });

  it("is for the device that writes", async () => {
    const folder = copy();
    rmSync(join(folder, "state"), { recursive: true });
    damage(folder, objects[0]!, 3);
    const run = await keepsake(folder, ["repair", "vault", HOUSE, LEO, ...IMPORT]);
    expect(run).toMatchObject({ code: 9, stderr: expect.stringContaining("(store.conflict)") });
    expect([...readVault(folder).keys()]).not.toContain(objects[0]);
  });

  it("deletes headers that keep the device from writing, when that is asked for", async () => {
    const folder = copy();
    const junk = join(folder, "vault/headers/0000000000000009");
    writeFileSync(junk, "junk");
    const args = ["repair", "vault", ...WITH_KEY];
    const refused = await keepsake(folder, args);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("headers/0000000000000009") });
    expect(readFileSync(junk, "utf8")).toBe("junk");
    expect(await keepsakeJson(folder, [...args, "--delete-headers"])).toMatchObject({
      deletedHeaders: [{ name: "headers/0000000000000009", revision: 9, code: "header.malformed" }],
      findings: [],
    });
    expect((await keepsake(folder, ["backup", LEO, "--vault", "vault", ...IMPORT])).code).toBe(0);
  });
});
