import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { bytesOf, FOLDER, type Inputs, loadLayers } from "../../conformance/suite/vectors/load.js";
import { readJson, readText } from "./load.js";

const layers = [...loadLayers()];
const vectors = layers.flatMap((layer) => layer.vectors);
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex");

function isBytesFile(value: Inputs): boolean {
  return typeof value === "object" && value !== null && typeof value.file === "string" && "sha256" in value;
}

/** Every reference to a file in a value. */
function* filesIn(value: Inputs): Generator<Inputs> {
  if (typeof value !== "object" || value === null) return;
  if (isBytesFile(value)) yield value;
  else for (const item of Object.values(value)) yield* filesIn(item);
}

describe("the files of vectors", () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, schemas: [readJson("schema/common.json")] });

  it.each(layers.map((layer) => [layer.layer, layer] as const))("%s is valid by its schema", (_, layer) => {
    const validate = ajv.compile(readJson(layer.schema));
    expect(validate(layer) ? [] : validate.errors).toEqual([]);
  });

  it("has a schema for every file, and no other", () => {
    const schemas = readdirSync(join(FOLDER, "schema")).sort();
    expect(schemas).toEqual(["common.json", ...layers.map(({ layer }) => `${layer}.json`)].sort());
  });

  it("is counted and hashed in the index", () => {
    for (const entry of readJson("index.json").files) {
      const { vectors: listed } = readJson(entry.file);
      const rejected = listed.filter((vector: Inputs) => "reject" in vector.expect).length;
      expect([entry.accepted, entry.rejected, entry.sha256]).toEqual([
        listed.length - rejected,
        rejected,
        sha256(readText(entry.file)),
      ]);
    }
  });

  it("is two-space JSON in ASCII with a line feed at the end", () => {
    for (const { layer } of layers) {
      const text = readText(`${layer}.json`);
      expect(text).toMatch(/^[\n -~]*\n$/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(JSON.parse(text), undefined, 2)));
    }
  });

  it("refers to files that are as it says, and to all of them", () => {
    const named = new Set<string>();
    for (const reference of filesIn(layers)) {
      named.add(reference.file);
      const { file, length } = reference;
      const bytes = bytesOf(reference);
      expect([file, bytes.length, sha256(bytes)]).toEqual([file, length, reference.sha256]);
    }
    const stored = readdirSync(join(FOLDER, "files"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(FOLDER.length + 1));
    expect(stored.sort()).toEqual([...named].sort());
  });

  it("stays small", () => {
    const size = [...new Set([...filesIn(layers)].map(({ file }) => file))].reduce(
      (sum, file) => sum + readFileSync(join(FOLDER, file)).length,
      layers.reduce((sum, { layer }) => sum + readText(`${layer}.json`).length, 0),
    );
    expect(size).toBeLessThan(6_000_000);
  });
});

describe("ids", () => {
  const locked = readText("ids.lock").split("\n").filter(Boolean);

  it("are unique over all files", () => {
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
  });

  it("never disappear, and new ones are locked", () => {
    expect(locked).toHaveLength(new Set(locked).size);
    expect([...locked].sort()).toEqual(vectors.map(({ id }) => id).sort());
  });
});

describe("what vectors say", () => {
  it("names requirements that the specification has", () => {
    const slugs = new Set(
      JSON.parse(readFileSync(join(FOLDER, "../spec/requirements.json"), "utf8")).map((r: Inputs) => r.slug),
    );
    const unknown = vectors.flatMap(({ id, requirements }) =>
      requirements.filter((slug) => !slugs.has(slug)).map((slug) => `${id}: ${slug}`),
    );
    expect(unknown).toEqual([]);
  });

  it("gives every rejected vector an accepted parent in its file", () => {
    for (const { vectors: siblings } of layers) {
      const accepted = new Set(siblings.filter(({ expect }) => expect.ok !== undefined).map(({ id }) => id));
      const orphans = siblings.filter(({ expect, parent }) => expect.reject !== undefined && !accepted.has(parent!));
      expect(orphans.map(({ id }) => id)).toEqual([]);
    }
  });
});

describe("the vault of chapter 16", () => {
  it("is the vector vault-example, file for file", () => {
    const chapter = readFileSync(join(FOLDER, "../spec/16-example.md"), "utf8");
    const rows = [...chapter.matchAll(/^\| `([a-z]+\/[0-9a-f/]+)` \| (\d+) \| `([0-9a-f]{64})` \|$/gm)];
    const listed = rows.map(([, name, length, hash]) => [name, Number(length), hash]);
    const { files } = vectors.find(({ id }) => id === "vault-example")!.expect.ok;
    const stored = Object.entries(files).map(([name, file]) => [name, bytesOf(file).length, sha256(bytesOf(file))]);
    expect(stored).toEqual(listed);
  });

  it("packs into the archive of the chapter", () => {
    const chapter = readFileSync(join(FOLDER, "../spec/16-example.md"), "utf8");
    const [, length, hash] = /As an archive: (\d+) bytes, SHA-256 `([0-9a-f]{64})`/.exec(chapter)!;
    const { file } = vectors.find(({ id }) => id === "archive-pack-example")!.expect.ok;
    expect([bytesOf(file).length, sha256(bytesOf(file))]).toEqual([Number(length), hash]);
  });
});
