import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { READ_SIZE } from "../core/source.js";
import { collect } from "../core/store.js";
import { fileContent, openFile, writeNewFile } from "../node/file-source.js";

describe("files", () => {
  const content = new Uint8Array(READ_SIZE + 5).map((_, index) => index % 251);
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "keepsake-file-"));
    path = join(folder, "photo");
    await writeFile(path, content);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are read in any order, clipped at the end", async () => {
    const file = await openFile(path);
    expect(file.size).toBe(content.length);
    expect(await file.read(READ_SIZE, 100)).toEqual(content.subarray(READ_SIZE));
    expect(await file.read(7, 3)).toEqual(content.subarray(7, 10));
    expect(await file.read(content.length + 1, 3)).toEqual(new Uint8Array());
    await file.close();
    await expect(openFile(join(folder, "none"))).rejects.toMatchObject({ code: "store.unavailable" });
  });

  it("are attachments that can be read twice", async () => {
    const { length, read } = await fileContent(path);
    expect(length).toBe(content.length);
    expect(equalBytes(await collect(read()), content)).toBe(true);
    expect(equalBytes(await collect(read()), content)).toBe(true);
    await expect(fileContent(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("are written whole or not at all, and never overwritten", async () => {
    const target = join(folder, "new");
    await writeNewFile(target, content);
    expect(equalBytes(await readFile(target), content)).toBe(true);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    await expect(writeNewFile(target, Uint8Array.of(1))).rejects.toMatchObject({ code: "store.conflict" });
    const broken = (async function* () {
      yield content;
      throw new Error("stopped");
    })();
    await expect(writeNewFile(join(folder, "broken"), broken)).rejects.toThrow("stopped");
    expect((await readdir(folder)).sort()).toEqual(["new", "photo"]);
  });
});
