/** The store in the origin private file system does what every store must do. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Store } from "../../core/store.js";
import { noChromium } from "../../test/chromium.js";
import { storeSuite } from "../../test/store-suite.js";
import { useEngine } from "./engine-harness.js";
import type { StoreForTest } from "./engine-page/store-worker.js";

declare global {
  var store: StoreForTest;
  /** Gives the next piece of what is stored under a number. */
  var nextPiece: (feed: number) => Promise<number[] | undefined>;
}

const bytesOf = (numbers: number[] | undefined) => numbers && Uint8Array.from(numbers);

/** The store of the page, with pieces that are asked for one by one and may fail here. */
function remoteStore(page: Page, feeds: Map<number, AsyncIterator<Uint8Array>>, failures: Map<number, unknown>): Store {
  return {
    get: async (name) => bytesOf(await page.evaluate((name) => store.get(name), name)),
    getRange: async (name, offset, length) =>
      bytesOf(
        await page.evaluate(([name, ...range]) => store.getRange(name, ...range), [name, offset, length] as const),
      ),
    async putIfAbsent(name, data) {
      if (data instanceof Uint8Array) {
        return page.evaluate(([name, bytes]) => store.putBytes(name, bytes), [name, [...data]] as [string, number[]]);
      }
      const feed = feeds.size;
      feeds.set(feed, data[Symbol.asyncIterator]());
      const put = ([name, feed]: readonly [string, number]) => store.putIfAbsent(name, () => nextPiece(feed));
      return page.evaluate(put, [name, feed] as const).catch((error) => {
        throw failures.get(feed) ?? error;
      });
    },
    async *list(prefix) {
      yield* await page.evaluate((prefix) => store.list(prefix), prefix);
    },
    delete: (name) => page.evaluate((name) => store.delete(name), name),
  };
}

describe.skipIf(noChromium !== undefined)("in Chromium", () => {
  const used = useEngine();

  async function makeStore() {
    const page = await used.fresh();
    const feeds = new Map<number, AsyncIterator<Uint8Array>>();
    const failures = new Map<number, unknown>();
    await page.exposeFunction("nextPiece", async (feed: number) => {
      try {
        const next = await feeds.get(feed)!.next();
        return next.done ? undefined : [...next.value];
      } catch (error) {
        failures.set(feed, error);
        throw error;
      }
    });
    await page.evaluate(async () => {
      globalThis.store = kit.store();
      await store.open();
    });
    return { page, store: remoteStore(page, feeds, failures) };
  }

  storeSuite("opfsStore", makeStore);

  it("removes what a crash left half-written", async () => {
    const { page } = await makeStore();
    await page.evaluate(async () => {
      await store.putBytes("headers/0000000000000001", [1]);
      const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("store-under-test");
      const unfinished = await home.getDirectoryHandle("new");
      await (await unfinished.getFileHandle("7", { create: true })).createWritable().then((file) => file.close());
    });
    expect(await page.evaluate(() => store.everything())).toContain("new/7");
    await page.evaluate(() => store.reopen());
    expect(await page.evaluate(() => store.everything())).toEqual(["files/headers/0000000000000001"]);
  });
});
