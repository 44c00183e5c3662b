import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KeepsakeError } from "../core/errors.js";
import { listFiles } from "../core/store.js";
import { storeError } from "../node/file-error.js";
import { isSafeName } from "../node/folder-path.js";
import { placeByClaim, writeTemporary } from "../node/folder-put.js";
import { folderStore } from "../node/store-folder.js";
import { storeSuite } from "./store-suite.js";

const makeFolder = () => mkdtemp(join(tmpdir(), "keepsake-store-"));

storeSuite("a store in a folder", async () => {
  const folder = await makeFolder();
  return { store: folderStore(join(folder, "vault")), dispose: () => rm(folder, { recursive: true }) };
});

describe("a store in a folder", () => {
  const one = Uint8Array.of(1);
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("keeps files and folders to the owner", async () => {
    const store = folderStore(join(folder, "new", "vault"));
    await store.putIfAbsent("objects/ab/abcd", one);
    const mode = async (path: string) => (await stat(join(folder, path))).mode & 0o777;
    expect(await mode("new/vault/objects/ab/abcd")).toBe(0o600);
    for (const path of ["new", "new/vault", "new/vault/objects", "new/vault/objects/ab"]) {
      expect(await mode(path)).toBe(0o700);
    }
  });

  it.each([
    "",
    "/",
    "/etc/passwd",
    "..",
    "../x",
    "a/../../x",
    "a//b",
    "a/",
    "./a",
    "a\\b",
    "a:b",
    "a\0b",
    ".hidden",
    "a/.x",
  ])("refuses the name %j", async (name) => {
    const store = folderStore(folder);
    expect(isSafeName(name)).toBe(false);
    await expect(store.get(name)).rejects.toThrow(RangeError);
    await expect(store.putIfAbsent(name, one)).rejects.toThrow(RangeError);
    await expect(store.delete(name)).rejects.toThrow(RangeError);
  });

  it("follows no symbolic link out of the vault", async () => {
    const outside = join(folder, "outside");
    const vault = join(folder, "vault");
    await mkdir(outside);
    await mkdir(vault);
    await writeFile(join(outside, "secret"), "not yours");
    await symlink(outside, join(vault, "objects"));
    await mkdir(join(vault, "headers"));
    await symlink(join(outside, "secret"), join(vault, "headers", "0000000000000001"));
    const store = folderStore(vault);

    expect(await listFiles(store, "")).toEqual([]);
    const refused = { code: "store.unavailable" };
    await expect(store.get("headers/0000000000000001")).rejects.toMatchObject(refused);
    await expect(store.getRange("headers/0000000000000001", 0, 4)).rejects.toMatchObject(refused);
    await expect(store.get("objects/secret")).rejects.toMatchObject(refused);
    await expect(store.putIfAbsent("objects/new", one)).rejects.toMatchObject(refused);
    await expect(store.delete("objects/secret")).rejects.toMatchObject(refused);
    expect(await store.putIfAbsent("headers/0000000000000001", one)).toBe("exists");
    await store.delete("headers/0000000000000001");
    expect(await readdir(outside)).toEqual(["secret"]);
  });

  it("may itself be reached through a symbolic link", async () => {
    await mkdir(join(folder, "real"));
    await symlink(join(folder, "real"), join(folder, "link"));
    const store = folderStore(join(folder, "link"));
    expect(await store.putIfAbsent("objects/ab/abcd", one)).toBe("stored");
    expect(await store.get("objects/ab/abcd")).toEqual(one);
    expect(await readdir(join(folder, "real", "objects", "ab"))).toEqual(["abcd"]);
  });

  it("is not made where a link above it leads nowhere", async () => {
    await symlink(join(folder, "unplugged"), join(folder, "disk"));
    const store = folderStore(join(folder, "disk", "vault"));
    await expect(store.putIfAbsent("objects/abcd", one)).rejects.toMatchObject({ code: "store.unavailable" });
  });

  it("leaves out temporary files, and deletes them when they are a day old", async () => {
    const objects = join(folder, "objects");
    await mkdir(objects);
    const [fresh, stale] = [join(objects, ".keepsake-fresh"), join(objects, ".keepsake-stale")];
    await writeFile(fresh, "");
    await writeFile(stale, "");
    await utimes(stale, 0, 0);
    const store = folderStore(folder);
    expect(await listFiles(store, "")).toEqual([]);
    await store.putIfAbsent("objects/abcd", one);
    expect((await readdir(objects)).sort()).toEqual([".keepsake-fresh", "abcd"]);
  });

  it("leaves no temporary file behind when data breaks off or the name is taken", async () => {
    const store = folderStore(folder);
    const both = await Promise.all([1, 2].map((n) => store.putIfAbsent("objects/abcd", Uint8Array.of(n))));
    expect(both.sort()).toEqual(["exists", "stored"]);
    const broken = (async function* () {
      yield one;
      throw new Error("gone");
    })();
    await expect(store.putIfAbsent("objects/abce", broken)).rejects.toThrow("gone");
    expect(await readdir(join(folder, "objects"))).toEqual(["abcd"]);
  });

  it("places without links where the file system has none", async () => {
    const target = join(folder, "abcd");
    const put = async (n: number) => placeByClaim(await writeTemporary(folder, "abcd", Uint8Array.of(n)), target);
    expect(await put(1)).toBe("stored");
    expect(await put(2)).toBe("exists");
    expect(await folderStore(folder).get("abcd")).toEqual(one);
    expect(await readdir(folder)).toEqual(["abcd"]);

    await rm(target);
    await writeFile(join(folder, ".keepsake-claim-abcd"), "");
    await expect(put(3)).rejects.toMatchObject({ code: "store.unavailable" });
    expect(await readdir(folder)).toEqual([".keepsake-claim-abcd"]);
  });

  it("says in a sentence why it cannot be used", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(folderStore(join(folder, "file")).putIfAbsent("objects/abcd", one)).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringMatching(/\w+\.$/),
    });
    const full = storeError(Object.assign(new Error("write"), { code: "ENOSPC" }), "objects/abcd");
    expect(full).toBeInstanceOf(KeepsakeError);
    expect(full).toMatchObject({ code: "store.unavailable", message: "objects/abcd: The disk is full." });
    const misuse = new RangeError("not a disk");
    expect(storeError(misuse, "x")).toBe(misuse);
  });

  it("says that permission is denied", async () => {
    await chmod(folder, 0o500);
    // Nothing is denied to root, so root acts as nobody for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(folderStore(folder).putIfAbsent("objects/abcd", one)).rejects.toThrow("Permission denied.");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
