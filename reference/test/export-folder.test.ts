import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolderSink } from "../export/index.js";
import { filesBelow, problemOf, useFolder } from "./export-support.js";

const paths = useFolder();

describe("createFolderSink", () => {
  it("writes whole files with the time given, for the owner alone", async () => {
    const sink = await createFolderSink(paths.target);
    const time = Date.UTC(2020, 1, 29, 12);
    await sink.writeFile("a/b.txt", "ä", time);
    await sink.writeFile("a/c", Uint8Array.of(1, 2), 2 ** 53 - 1);
    expect(await readFile(join(paths.target, "a/b.txt"), "utf8")).toBe("ä");
    expect((await stat(join(paths.target, "a/b.txt"))).mtimeMs).toBe(time);
    if (process.platform !== "win32") expect((await stat(join(paths.target, "a/b.txt"))).mode & 0o777).toBe(0o600);
    expect(await filesBelow(paths.target)).toEqual(["a/b.txt", "a/c"]);
  });

  it("leaves nothing of a file whose data fails", async () => {
    const sink = await createFolderSink(paths.target);
    const failing = (async function* () {
      yield Uint8Array.of(1);
      throw new Error("torn");
    })();
    await expect(sink.writeFile("x", failing)).rejects.toThrow("torn");
    expect(await filesBelow(paths.target)).toEqual([]);
  });

  it("never leaves the folder", async () => {
    const sink = await createFolderSink(paths.target);
    for (const path of ["../x", "/x", "a/../../x", "a//x", ".", "", "a\\..\\x", "a/./x"]) {
      await expect(sink.writeFile(path, "x"), path).rejects.toThrow(RangeError);
      await expect(sink.createGrowingFile().finish(path), path).rejects.toThrow(RangeError);
    }
    await sink.dispose();
    expect(await filesBelow(paths.folder)).toEqual([]);
  });

  it("takes a new folder or an empty one, and nothing else", async () => {
    await mkdir(paths.target);
    await createFolderSink(paths.target);
    await writeFile(join(paths.target, "other"), "");
    expect((await problemOf(createFolderSink(paths.target))).problem).toBe("target-not-empty");
    expect((await problemOf(createFolderSink(join(paths.target, "other")))).problem).toBe("target-not-a-folder");
    expect((await problemOf(createFolderSink(join(paths.target, "other", "x")))).problem).toBe("target-not-a-folder");
  });

  it("lets a text grow without a name until it is finished", async () => {
    const sink = await createFolderSink(paths.target);
    const [kept, begun] = [sink.createGrowingFile(), sink.createGrowingFile()];
    const long = "é".repeat(50_000);
    for (const text of ["a", long, "b"]) await kept.append(text);
    await begun.append(long);
    await kept.finish("text/x.txt", 1000, "before ");
    await sink.dispose();
    expect(await filesBelow(paths.target)).toEqual(["text/x.txt"]);
    expect(await readFile(join(paths.target, "text/x.txt"), "utf8")).toBe(`before a${long}b`);
  });
});
