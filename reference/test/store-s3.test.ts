import { randomFillSync } from "node:crypto";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { objectName } from "../core/names.js";
import { listFiles } from "../core/store.js";
import { parseS3Address } from "../s3/address.js";
import { removeStale, TEMPORARY_PREFIX } from "../s3/before-writing.js";
import { createBuffers } from "../s3/buffers.js";
import { connect } from "../s3/connection.js";
import { putWhole } from "../s3/put.js";
import { type S3Store, s3Store } from "../s3/store-s3.js";
import { startUpload } from "../s3/upload.js";
import { BUCKET, CREDENTIALS, noS3Server, type S3Server, startS3Server } from "./s3-server.js";
import { storeSuite } from "./store-suite.js";

const MIB = 1_048_576;
const DAY = 24 * 60 * 60 * 1000;
const NAME = "objects/ab/abcd";

let server: S3Server;
let number = 0;
beforeAll(async () => {
  if (noS3Server === undefined) server = await startS3Server();
});
afterAll(() => server?.stop());
beforeEach((context) => {
  if (noS3Server !== undefined) context.skip(noS3Server);
});

const client = { credentials: CREDENTIALS };
const newPrefix = () => `vaults/${++number}`;
const open = (prefix: string): S3Store => s3Store({ bucket: BUCKET, prefix, endpoint: server.endpoint, client });

const large = randomFillSync(new Uint8Array(18 * MIB + 5));

/** In pieces that end nowhere near a part's end. */
async function* inPieces(bytes: Uint8Array, size = 777_777): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

/** Uploads that have no name yet. */
async function openUploads(prefix: string): Promise<unknown[]> {
  const direct = new S3Client({ ...client, endpoint: server.endpoint, region: "us-east-1", forcePathStyle: true });
  const { Uploads = [] } = await direct.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: prefix }));
  return Uploads;
}

storeSuite("a store in a bucket", async () => ({ store: open(newPrefix()) }));

describe("a store in a bucket", () => {
  it("keeps vaults apart, and one in the root of the bucket", async () => {
    const [a, b] = [open("apart"), open("apart2")];
    await a.putIfAbsent(NAME, Uint8Array.of(1));
    await b.putIfAbsent(NAME, Uint8Array.of(2));
    expect(await a.get(NAME)).toEqual(Uint8Array.of(1));
    expect(await listFiles(a, "")).toEqual([{ name: NAME, size: 1 }]);
    expect(await listFiles(open(""), "apart2/")).toEqual([{ name: `apart2/${NAME}`, size: 1 }]);
  });

  it("leaves nothing behind that is not of the vault", async () => {
    const prefix = newPrefix();
    await open(prefix).putIfAbsent(NAME, Uint8Array.of(1));
    expect(await listFiles(open(""), prefix)).toEqual([{ name: `${prefix}/${NAME}`, size: 1 }]);
  });

  it("lists page after page", async () => {
    const prefix = newPrefix();
    const names = Array.from({ length: 2_100 }, (_, index) => `marks/${index.toString(16).padStart(16, "0")}`);
    mkdirSync(join(server.folder, prefix, "marks"), { recursive: true });
    for (const name of names) writeFileSync(join(server.folder, prefix, name), "");
    expect((await listFiles(open(prefix), "marks/")).map(({ name }) => name)).toEqual(names);
  });

  it("sends a large file in parts, and reads any range of it", async () => {
    const prefix = newPrefix();
    const store = open(prefix);
    expect(await store.putIfAbsent(NAME, inPieces(large))).toBe("stored");
    expect(await listFiles(store, "")).toEqual([{ name: NAME, size: large.length }]);
    expect(equalBytes((await store.get(NAME))!, large)).toBe(true);
    for (const [offset, length] of [
      [5 * MIB - 3, 7],
      [15 * MIB - 1, 2 * MIB],
      [large.length - 2, 10],
      [0, 1],
    ] as const) {
      expect(equalBytes((await store.getRange(NAME, offset, length))!, large.subarray(offset, offset + length))).toBe(
        true,
      );
    }
    expect(await store.putIfAbsent(NAME, inPieces(large.subarray(1)))).toBe("exists");
    expect(await openUploads(prefix)).toEqual([]);
  });

  it.each([5 * MIB - 1, 5 * MIB, 5 * MIB + 1])("stores a file of %i bytes, around the size of a part", async (size) => {
    const store = open(newPrefix());
    expect(await store.putIfAbsent(NAME, inPieces(large.subarray(0, size), MIB))).toBe("stored");
    expect(equalBytes((await store.get(NAME))!, large.subarray(0, size))).toBe(true);
  });

  it("lets one of two devices have a name, whole or in parts", async () => {
    const prefix = newPrefix();
    const devices = [open(prefix), open(prefix)];
    for (let round = 0; round < 20; round++) {
      const name = `headers/${round.toString(16).padStart(16, "0")}`;
      const results = await Promise.all(devices.map((store, n) => store.putIfAbsent(name, Uint8Array.of(n))));
      expect([...results].sort()).toEqual(["exists", "stored"]);
      expect(await devices[0]!.get(name)).toEqual(Uint8Array.of(results.indexOf("stored")));
    }
    const contents = [large.subarray(1), large.subarray(2)];
    const results = await Promise.all(devices.map((store, n) => store.putIfAbsent(NAME, inPieces(contents[n]!))));
    expect([...results].sort()).toEqual(["exists", "stored"]);
    expect(equalBytes((await devices[0]!.get(NAME))!, contents[results.indexOf("stored")]!)).toBe(true);
    expect(await openUploads(prefix)).toEqual([]);
  });

  it("drops the parts when a large file breaks off", async () => {
    const prefix = newPrefix();
    const store = open(prefix);
    const broken = (async function* () {
      yield* inPieces(large);
      throw new Error("the video is gone");
    })();
    await expect(store.putIfAbsent(NAME, broken)).rejects.toThrow("the video is gone");
    expect(await listFiles(store, "")).toEqual([]);
    expect(await openUploads(prefix)).toEqual([]);
    expect(await store.putIfAbsent(NAME, inPieces(large))).toBe("stored");
  });

  it("deletes what a stopped program left, seven days later, and nothing of other programs", async () => {
    const prefix = newPrefix();
    const connection = await connect({ ...client, endpoint: server.endpoint });
    const bucket = { ...connection, bucket: BUCKET, prefix: `${prefix}/`, buffers: createBuffers(1, 16, 0) };
    await startUpload(bucket, objectName(new Uint8Array(32)));
    for (const name of ["objects/video.mp4", `other/${objectName(new Uint8Array(32))}`])
      await startUpload(bucket, name);
    await putWhole(bucket, `${TEMPORARY_PREFIX}left`, new Uint8Array(), undefined);
    const left = async () => [(await openUploads(prefix)).length, (await listFiles(open(""), prefix)).length];

    await open(prefix).prepareToWrite();
    await removeStale(bucket, Date.now() + 6 * DAY);
    expect(await left()).toEqual([3, 1]);
    expect(await listFiles(open(prefix), "")).toEqual([]);
    await removeStale(bucket, Date.now() + 8 * DAY);
    expect(await left()).toEqual([2, 0]);
  });

  it("looks through all that was left, not only what one answer of the service has", async () => {
    const prefix = newPrefix();
    const connection = await connect({ ...client, endpoint: server.endpoint });
    const bucket = { ...connection, bucket: BUCKET, prefix: `${prefix}/`, buffers: createBuffers(1, 16, 0) };
    // More than 1000, of which the last by name is the vault's.
    for (let round = 0; round < 16; round++) {
      const names = Array.from({ length: 65 }, (_, n) => `another/${round}-${n}`);
      await Promise.all(names.map((name) => startUpload(bucket, name)));
    }
    await startUpload(bucket, objectName(new Uint8Array(32)));
    mkdirSync(join(server.folder, prefix), { recursive: true });
    const later = Date.now() + 8 * DAY;
    for (let n = 0; n < 1040; n++) {
      const path = join(server.folder, prefix, `${TEMPORARY_PREFIX}${n + 1000}`);
      writeFileSync(path, "");
      if (n < 1039) utimesSync(path, later / 1000, later / 1000);
    }
    await removeStale(bucket, later);
    expect(await openUploads(`${prefix}/objects/`)).toEqual([]);
    expect((await openUploads(prefix)).length).toBe(1000);
    expect((await listFiles(open(""), prefix)).length).toBe(1039);
  });

  it.each([1000, 12 * MIB])(
    "looks at no piece of a file of %i bytes again once the next one is asked for",
    async (size) => {
      const store = open(newPrefix());
      expect(store.releasesPieces).toBe(true);
      const memory = new Uint8Array(777_777);
      async function* overwritten(): AsyncGenerator<Uint8Array> {
        for await (const piece of inPieces(large.subarray(0, size))) {
          memory.set(piece);
          yield memory.subarray(0, piece.length);
          memory.fill(0);
        }
      }
      expect(await store.putIfAbsent(NAME, overwritten())).toBe("stored");
      expect(equalBytes((await store.get(NAME))!, large.subarray(0, size))).toBe(true);
    },
  );

  it("waits for a buffer when more files are sent at once than there are buffers", async () => {
    const store = open(newPrefix());
    const names = Array.from({ length: 20 }, (_, index) => `objects/ab/${index}`);
    const some = large.subarray(0, 100_000);
    const results = await Promise.all(names.map((name) => store.putIfAbsent(name, inPieces(some))));
    expect(new Set(results)).toEqual(new Set(["stored"]));
    expect(await listFiles(store, "")).toHaveLength(20);
  });
});

describe("the endpoint of a service", () => {
  it.each(["http://me:hunter2@127.0.0.1:1", "https://hunter2@s3.example.com/x", "me:hunter2@127.0.0.1", "hunter2"])(
    "is refused, and not repeated, where it is %s",
    async (endpoint) => {
      const error = await connect({ ...client, endpoint }).catch((error: unknown) => error);
      expect(error).toMatchObject({ code: "store.unavailable", details: { reason: "endpoint" } });
      expect(String(error)).not.toContain("hunter2");
    },
  );

  it("is named without what follows the host", async () => {
    const { where } = await connect({ ...client, endpoint: "https://s3.example.com:9000/path?token=hunter2" });
    expect(where).toBe("The S3 service at https://s3.example.com:9000");
  });

  it("tells whether parts of a file may differ in size", async () => {
    const isEqual = async (endpoint: string) => (await connect({ ...client, endpoint })).hasEqualParts;
    expect(await isEqual("https://account.eu.r2.cloudflarestorage.com")).toBe(true);
    expect(await isEqual("https://s3.example.com")).toBe(false);
  });
});

describe("the address of a vault in a bucket", () => {
  it.each([
    ["s3://bucket/prefix", { bucket: "bucket", prefix: "prefix" }],
    ["s3://bucket/a/b/", { bucket: "bucket", prefix: "a/b" }],
    ["s3://bucket", { bucket: "bucket", prefix: "" }],
    ["s3://bucket/", { bucket: "bucket", prefix: "" }],
    ["s3://", undefined],
    ["s3:///prefix", undefined],
    ["bucket/prefix", undefined],
  ])("%s", (text, expected) => {
    expect(parseS3Address(text)).toEqual(expected);
  });
});
