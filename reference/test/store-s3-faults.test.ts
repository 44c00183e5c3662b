import { S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { equalBytes } from "../core/bytes.js";
import { listFiles } from "../core/store.js";
import { type S3Store, s3Store } from "../s3/store-s3.js";
import { counting } from "./byte-support.js";
import { type Fault, type Passing, type S3Proxy, startS3Proxy } from "./s3-proxy.js";
import { BUCKET, CREDENTIALS, noS3Server, type S3Server, startS3Server } from "./s3-server.js";

// A device and a real server, with a proxy between them that does harm.

const NAME = "objects/ab/abcd";
const one = Uint8Array.of(1, 2, 3);
const MIB = 1_048_576;

let server: S3Server;
let proxy: S3Proxy;
let number = 0;
beforeAll(async () => {
  if (noS3Server !== undefined) return;
  server = await startS3Server();
  proxy = await startS3Proxy(server);
});
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});
beforeEach((context) => {
  if (noS3Server !== undefined) return context.skip(noS3Server);
  proxy.fault = () => undefined;
  proxy.seen.length = 0;
});

/** How long a connection may be silent: long enough for a busy computer, unless silence is what is tested. */
const PATIENT_MS = 20_000;

/** Sets it for the requests that follow, of the store that was opened last. */
let setPatience: (idleMs: number) => void = () => {};

function open(prefix: string, options: { singleWriter?: boolean } = {}): S3Store {
  const limits = { connectionTimeout: 5_000, socketTimeout: PATIENT_MS };
  const { requestHandler } = new S3Client({ region: "us-east-1", requestHandler: limits }).config;
  const handler = requestHandler as typeof requestHandler & {
    updateHttpClientConfig(key: "socketTimeout", value: number): void;
  };
  setPatience = (idleMs) => handler.updateHttpClientConfig("socketTimeout", idleMs);
  const client = { credentials: CREDENTIALS, requestHandler, maxAttempts: 5 };
  return s3Store({ bucket: BUCKET, prefix, endpoint: proxy.endpoint, client, ...options });
}

/** A store that has shown what the service can do, so that faults meet what comes after. */
async function ready(): Promise<S3Store> {
  const store = open(`faults/${++number}`);
  await store.prepareToWrite();
  return store;
}

/** The fault, for the first `times` requests that fit. */
function first(times: number, fault: Fault, fits: (passing: Passing) => boolean): void {
  let left = times;
  if (fault.startsWith("silen")) setPatience(600);
  proxy.fault = (passing) => {
    if (!fits(passing) || left-- <= 0) return undefined;
    setPatience(PATIENT_MS);
    return fault;
  };
}

const isPut = ({ method, url }: Passing) => method === "PUT" && url.includes("abcd");
const isGet = ({ method, url }: Passing) => method === "GET" && url.includes("abcd");
const isList = ({ url }: Passing) => url.includes("list-type");
const isPart = ({ url }: Passing) => url.includes("partNumber=2");
const isCompletion = ({ method, url }: Passing) => method === "POST" && url.includes("uploadId");

const PASSING_FAULTS: readonly Fault[] = [
  "cut-request",
  "lost-answer",
  "cut-answer",
  "silent-answer",
  "silence",
  "500 InternalError",
  "503 SlowDown",
];

describe.each(PASSING_FAULTS)("a store in a bucket, after %s", (fault) => {
  const times = fault.startsWith("silen") ? 1 : 2;

  it("has stored the file, and knows that it was itself", async () => {
    const store = await ready();
    first(times, fault, isPut);
    expect(await store.putIfAbsent(NAME, one)).toBe("stored");
    expect(await store.get(NAME)).toEqual(one);
    expect(await store.putIfAbsent(NAME, Uint8Array.of(9, 9, 9))).toBe("exists");
  });

  it("reads, lists and deletes all the same", async () => {
    const store = await ready();
    await store.putIfAbsent(NAME, one);
    first(times, fault, isGet);
    expect(await store.get(NAME)).toEqual(one);
    first(times, fault, isGet);
    expect(await store.getRange(NAME, 1, 10)).toEqual(one.subarray(1));
    first(times, fault, isList);
    expect(await listFiles(store, "")).toEqual([{ name: NAME, size: 3 }]);
    first(times, fault, ({ method }) => method === "DELETE");
    await store.delete(NAME);
    expect(await listFiles(store, "")).toEqual([]);
  });
});

describe("a store in a bucket, when requests are lost", () => {
  const large = counting(17 * MIB, 1);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let offset = 0; offset < large.length; offset += MIB) yield large.subarray(offset, offset + MIB);
  }

  it.each<[Fault, (passing: Passing) => boolean]>([
    ["cut-request", isPart],
    ["lost-answer", isPart],
    ["503 SlowDown", isPart],
    ["lost-answer", isCompletion],
    ["500 InternalError", isCompletion],
    ["409 ConditionalRequestConflict", isCompletion],
  ])("sends a large file all the same: %s", async (fault, fits) => {
    const store = await ready();
    first(1, fault, fits);
    expect(await store.putIfAbsent(NAME, pieces())).toBe("stored");
    expect(equalBytes((await store.get(NAME))!, large)).toBe(true);
  });

  it("tries again when two puts meet", async () => {
    const store = await ready();
    first(2, "409 ConditionalRequestConflict", isPut);
    expect(await store.putIfAbsent(NAME, one)).toBe("stored");
  });

  it("does not take the file of another for its own", async () => {
    const store = await ready();
    await store.putIfAbsent(NAME, one);
    first(1, "lost-answer", isPut);
    expect(await store.putIfAbsent(NAME, Uint8Array.of(1, 2, 4))).toBe("exists");
    first(1, "lost-answer", isPut);
    expect(await store.putIfAbsent(NAME, Uint8Array.of(1, 2))).toBe("exists");
    expect(await store.get(NAME)).toEqual(one);
  });

  it("behaves as without faults, whatever is lost", async () => {
    const operation = fc.record({
      kind: fc.constantFrom("put", "pieces", "get", "list", "delete"),
      name: fc.constantFrom("objects/aa/aa", "objects/bb/bb"),
      content: fc.uint8Array({ maxLength: 20 }),
    });
    // At most two in a row: what always fails is another matter.
    const faults = fc.array(fc.constantFrom(undefined, ...PASSING_FAULTS.filter((fault) => !fault.startsWith("sil"))));
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 12 }), faults, async (operations, plan) => {
        const store = await ready();
        const expected = new Map<string, Uint8Array>();
        let request = 0;
        proxy.fault = () => (request++ % 3 === 2 ? undefined : plan[request % (plan.length + 1)]);
        for (const { kind, name, content } of operations) {
          if (kind === "get") expect(await store.get(name)).toEqual(expected.get(name));
          else if (kind === "list") expect(await listFiles(store, "")).toHaveLength(expected.size);
          else if (kind === "delete") {
            await store.delete(name);
            expected.delete(name);
          } else {
            const data =
              kind === "put"
                ? content
                : (async function* () {
                    yield content;
                  })();
            expect(await store.putIfAbsent(name, data)).toBe(expected.has(name) ? "exists" : "stored");
            if (!expected.has(name)) expected.set(name, content);
          }
        }
        proxy.fault = () => undefined;
      }),
      { numRuns: 8 },
    );
  });
});

describe("a store in a bucket that does not work", () => {
  it.each<[Fault, RegExp]>([
    ["silence", /does not answer; check the network/],
    ["cut-request", /was cut again and again/],
    ["500 InternalError", /is busy or fails \(InternalError\); try again later/],
    ["503 SlowDown", /is busy or fails \(SlowDown\); try again later/],
    ["403 AccessDenied", /does not let these credentials do that/],
    ["403 RequestTimeTooSkewed", /clock is wrong; set the clock/],
  ])("says so in a sentence, and stores nothing: %s", async (fault, message) => {
    const store = await ready();
    if (fault === "silence") setPatience(300);
    proxy.fault = () => fault;
    const said = (work: Promise<unknown>) => work.then(String, ({ code, message }) => `${code}: ${message}`);
    const all = await Promise.all([store.putIfAbsent(NAME, one), store.get(NAME), listFiles(store, "")].map(said));
    for (const sentence of all) {
      expect(sentence).toMatch(/^store.unavailable: /);
      expect(sentence).toMatch(message);
    }
    proxy.fault = () => undefined;
    setPatience(PATIENT_MS);
    expect(await listFiles(store, "")).toEqual([]);
  });

  it("is refused when it cannot refuse a name that is taken, before anything is written", async () => {
    const prefix = `faults/${++number}`;
    proxy.fault = () => "no-condition";
    const refused = { code: "store.unavailable", message: expect.stringMatching(/--single-writer/) };
    await expect(open(prefix).putIfAbsent(NAME, one)).rejects.toMatchObject(refused);
    await expect(open(prefix).prepareToWrite()).rejects.toMatchObject(refused);
    expect(
      await listFiles(
        s3Store({ bucket: BUCKET, endpoint: server.endpoint, client: { credentials: CREDENTIALS } }),
        prefix,
      ),
    ).toEqual([]);

    const alone = open(prefix, { singleWriter: true });
    expect(await alone.putIfAbsent(NAME, one)).toBe("stored");
    expect(await alone.putIfAbsent(NAME, Uint8Array.of(9))).toBe("exists");
    expect(await alone.get(NAME)).toEqual(one);
  });

  it("is asked about that once only", async () => {
    const store = await ready();
    const asked = proxy.seen.length;
    for (let n = 0; n < 3; n++) await store.putIfAbsent(`${NAME}${n}`, one);
    expect(proxy.seen).toHaveLength(asked + 3);
    await store.prepareToWrite();
    expect(proxy.seen).toHaveLength(asked + 3);
  });
});
