/** The keys of the browser's vault, what the browser remembers, and other tabs. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { noChromium } from "../../test/chromium.js";
import { backUp, createOwn, LEO, MAYA, newKey, useEngine } from "./engine-harness.js";

/** Changes what the browser remembers. */
async function inMemory(page: Page, change: (store: IDBObjectStore) => void): Promise<void> {
  await page.evaluate(`(async () => {
    const opened = await new Promise((resolve) => {
      const request = indexedDB.open("keepsake");
      request.onsuccess = () => resolve(request.result);
    });
    const transaction = opened.transaction("own", "readwrite");
    (${change})(transaction.objectStore("own"));
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  })()`);
}

describe.skipIf(noChromium !== undefined)("the vault of the browser", () => {
  const used = useEngine();

  it("is remembered by the browser, without a key in the clear", async () => {
    const page = await used.fresh();
    expect(await page.evaluate(() => kit.engine.view("own"))).toEqual({ state: "none" });
    const { digits } = newKey();
    await createOwn(page, digits);
    await backUp(page, [LEO]);
    await page.reload();
    const view = await page.evaluate(() => kit.engine.view("own"));
    expect(view).toMatchObject({
      state: "open",
      isSaved: false,
      backups: [{ sequence: 1, writerName: "this browser" }],
    });
    const { summary } = await backUp(page, [MAYA]);
    expect(summary.totals.chats).toBe(2);
    const stored = await page.evaluate(async () => {
      const opened = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("keepsake");
        request.onsuccess = () => resolve(request.result);
      });
      const request = opened.transaction("own").objectStore("own").get("state");
      const state = await new Promise<{ key: CryptoKey }>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
      return { names: Object.keys(state), extractable: state.key.extractable, usages: state.key.usages };
    });
    expect(stored).toEqual({ names: ["key", "iv", "sealed"], extractable: false, usages: ["encrypt", "decrypt"] });
  });

  /** A vault with a backup, in a browser that has forgotten everything but the sealed files. */
  async function forgotten(): Promise<{ page: Page; digits: string }> {
    const page = await used.fresh();
    const { digits } = newKey();
    await createOwn(page, digits);
    await backUp(page, [LEO]);
    await inMemory(page, (store) => void store.clear());
    await page.reload();
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ state: "locked" });
    return { page, digits };
  }

  const unlock = (page: Page, digits: string) =>
    page.evaluate((digits) => kit.engine.unlock("own", { kind: "recovery-key", digits }), digits);

  it("goes on after the browser has forgotten that it is the writer, once the person says so", async () => {
    const { page, digits } = await forgotten();
    const before = await page.evaluate(() => kit.engine.seen("own"));
    expect(await unlock(page, digits)).toMatchObject({ isWriter: false, writerName: "this browser" });
    await page.setInputFiles("input", MAYA);
    const refused = await page.evaluate(async (digits) => {
      const key = { kind: "recovery-key", digits, label: "new" } as const;
      return [
        await kit.failure(kit.engine.backUp(kit.chosen(), {}, kit.work)),
        await kit.failure(kit.engine.addKey(key)),
        await kit.failure(kit.engine.rotate({ remove: [], add: [key], present: [], dropOthers: true })),
      ];
    }, newKey().digits);
    const otherWriter = { code: "store.conflict", details: { reason: "other-writer" } };
    expect(refused).toMatchObject([otherWriter, otherWriter, otherWriter]);
    expect(await page.evaluate(() => kit.engine.seen("own"))).toEqual(before);
    expect((await backUp(page, [MAYA], { takeOver: true })).summary.totals.chats).toBe(2);
    await page.reload();
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ isWriter: true });
    expect((await backUp(page, [LEO])).summary.totals.chats).toBe(2);
  });

  it("changes the key of a backup that it took over", async () => {
    const { page, digits } = await forgotten();
    await unlock(page, digits);
    const change = (digits: string) =>
      kit.engine.rotate({
        remove: [],
        add: [],
        present: [{ kind: "recovery-key", digits }],
        dropOthers: false,
        takeOver: true,
      });
    const { view } = await page.evaluate(change, digits);
    expect(view).toMatchObject({ isWriter: true, writerName: "this browser", backups: [{ sequence: 2 }, {}] });
  });

  it("is opened by a key where the disk is full", async () => {
    const { page, digits } = await forgotten();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Storage.overrideQuotaForOrigin", { origin: new URL(used.url).origin, quotaSize: 1 });
    expect(await unlock(page, digits)).toMatchObject({ state: "open", backups: [{ sequence: 1 }] });
  });

  it("is opened by a key where the memory of the browser is damaged", async () => {
    const page = await used.fresh();
    const { digits } = newKey();
    await createOwn(page, digits);
    await inMemory(page, (store) => {
      const request = store.get("state");
      request.onsuccess = () => store.put({ ...request.result, iv: new Uint8Array(12) }, "state");
    });
    await page.reload();
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ state: "locked" });
    expect(await unlock(page, digits)).toMatchObject({ state: "open", isWriter: true });
  });

  it("can be tried again in the tab where the storage failed", async () => {
    const page = await used.fresh();
    const takeFolder = async () => {
      const top = await navigator.storage.getDirectory();
      await (await top.getFileHandle("keepsake-vault", { create: true })).createWritable().then((file) => file.close());
    };
    await page.evaluate(takeFolder);
    const view = () => kit.failure(kit.engine.view("own"));
    expect(await page.evaluate(view)).toMatchObject({ code: "store.unavailable" });
    expect(await page.evaluate(view)).toMatchObject({ code: "store.unavailable" });
    await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry("keepsake-vault"));
    expect(await page.evaluate(view)).toBeUndefined();
  });

  it("notices that the sealed files are older than what it remembers", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    await backUp(page, [LEO]);
    await page.evaluate(async () => {
      const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("keepsake-vault");
      const files = await home.getDirectoryHandle("files");
      await (await files.getDirectoryHandle("snapshots")).removeEntry("0000000000000001");
    });
    await page.reload();
    const view = await page.evaluate(() => kit.engine.view("own"));
    expect(view).toMatchObject({ state: "open", backups: [], readOnly: { code: "snapshot.rollback" } });
  });

  it("is used by one tab at a time", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    const other = await used.open();
    const failure = await other.evaluate(() => kit.failure(kit.engine.view("own")));
    expect(failure).toMatchObject({ code: "store.conflict", details: { reason: "other-tab" } });
    expect(failure!.message).toContain("another tab");
    await page.close();
    expect(await other.evaluate(() => kit.engine.view("own"))).toMatchObject({ state: "open" });
  });

  it("takes keys, and lets them go by a new root key", async () => {
    const page = await used.fresh();
    const [first, second, third] = [newKey(), newKey(), newKey()];
    await createOwn(page, first.digits);
    await backUp(page, [LEO]);
    const added = await page.evaluate(
      (digits) => kit.engine.addKey({ kind: "recovery-key", digits, label: "safe" }),
      second.digits,
    );
    expect(added.slots.map(({ label }) => label)).toEqual(["paper", "safe"]);
    const rotate = ([slotId, present, digits, dropOthers]: readonly [string, string, string, boolean]) =>
      kit.engine.rotate({
        remove: [slotId],
        add: [{ kind: "recovery-key", digits, label: "new" }],
        present: present === "" ? [] : [{ kind: "recovery-key", digits: present }],
        dropOthers,
      });
    const paper = added.slots[0]!.slotId;
    const refused = await page.evaluate(
      ([digits, slotId]) =>
        kit.failure(
          kit.engine.rotate({
            remove: [slotId],
            add: [{ kind: "recovery-key", digits, label: "new" }],
            present: [],
            dropOthers: false,
          }),
        ),
      [third.digits, paper] as const,
    );
    expect(refused).toMatchObject({ code: "key.no-matching-slot", details: { dropped: ["safe"] } });
    const { view, dropped } = await page.evaluate(rotate, [paper, second.digits, third.digits, false] as const);
    expect(view.slots.map(({ label }) => label)).toEqual(["safe", "new"]);
    expect(dropped.map(({ label }) => label)).toEqual(["paper"]);
    await page.evaluate(() => kit.engine.lock("own"));
    const unlock = (digits: string) => kit.failure(kit.engine.unlock("own", { kind: "recovery-key", digits }));
    expect(await page.evaluate(unlock, first.digits)).toMatchObject({ code: "key.no-matching-slot" });
    expect(await page.evaluate(unlock, third.digits)).toBeUndefined();
    const seen = await page.evaluate(() => kit.engine.seen("own"));
    expect(seen).toMatchObject({ epochs: 2, slots: [{ kind: "recovery-key" }, { kind: "recovery-key" }] });
    expect((await backUp(page, [LEO])).summary.counts.stored.objects).toBe(0);
  });

  it("passes passkeys to the page, and wipes what they give", async () => {
    const page = await used.fresh();
    const result = await page.evaluate(async () => {
      const secret = Uint8Array.from({ length: 32 }, (_, index) => index);
      const credentialId = Uint8Array.from([1, 2, 3]);
      const given: Uint8Array[] = [];
      const give = () => {
        const output = secret.slice();
        given.push(output);
        return output;
      };
      const enroll = async () => {
        const passkey = { rpId: "localhost", credentialId };
        return { passkey, label: "phone", backupEligibility: 1, output: give() };
      };
      const made = await kit.engine.create([{ kind: "passkey", enroll }], { writerName: "this browser" });
      await kit.engine.lock("own");
      const ask = async (input: Uint8Array, passkeys: readonly { credentialId: Uint8Array }[]) => {
        if (input.length === 0) return undefined;
        return { credentialId: passkeys[0]!.credentialId, output: give() };
      };
      const opened = await kit.engine.unlock("own", { kind: "passkey", ask });
      await kit.engine.lock("own");
      const cancelled = async () => {
        throw new DOMException("The person said no.", "NotAllowedError");
      };
      const failure = await kit.failure(kit.engine.unlock("own", { kind: "passkey", ask: cancelled }));
      return { made, opened, failure, given: given.map((bytes) => [...bytes]) };
    });
    expect(result.made.slots).toMatchObject([{ kind: "passkey", label: "phone", rpId: "localhost" }]);
    expect(result.opened.slots).toMatchObject([{ isOpener: true }]);
    expect(result.failure).toMatchObject({ name: "NotAllowedError" });
    expect(result.given).toEqual([Array(32).fill(0), Array(32).fill(0)]);
  });

  it("is removed whole", async () => {
    const page = await used.fresh();
    await createOwn(page, newKey().digits);
    await backUp(page, [LEO]);
    await page.evaluate(() => kit.engine.remove());
    expect(await page.evaluate(() => kit.engine.view("own"))).toEqual({ state: "none" });
    await page.reload();
    await createOwn(page, newKey().digits);
    expect(await page.evaluate(() => kit.engine.view("own"))).toMatchObject({ state: "open", backups: [] });
  });
});
