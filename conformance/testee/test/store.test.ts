import { describe, expect, it } from "vitest";
import { utf8 } from "../../../reference/core/bytes.js";
import type { Value } from "../../suite/case.js";
import { createWatchedStore } from "../store.js";
import { BACKUP, created, NOW, opening, SECRET } from "./story.js";
import { exchange, okOf } from "./wire.js";

async function namesOf(store: ReturnType<typeof createWatchedStore>, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.list(prefix)) names.push(name);
  return names;
}

const [a, b] = [utf8("a"), utf8("b")];
const storeOf = (...interference: Value[]) => createWatchedStore({ files: { "x/2": a, "x/1": b, y: a }, interference });

describe("the store of vault operations", () => {
  it("lists in ascending order, and says what was done to it", async () => {
    const store = storeOf();
    expect(await namesOf(store, "x/")).toEqual(["x/1", "x/2"]);
    expect(await store.putIfAbsent("x/1", a)).toBe("exists");
    expect(await store.putIfAbsent("x/0", [a, b].values() as never)).toBe("stored");
    await store.delete("x/2");
    await store.delete("x/2");
    expect(await namesOf(store, "")).toEqual(["x/0", "x/1", "y"]);
    expect(store.log).toEqual([
      { exists: "x/1" },
      { put: "x/0", bytes: utf8("ab") },
      { delete: "x/2" },
      { delete: "x/2" },
    ]);
  });

  it("lets others act before a call, once", async () => {
    const store = storeOf({ before: "get", prefix: "x/", nth: 2, put: { "x/1": a }, delete: ["y"] });
    expect(await store.get("y")).toEqual(a);
    expect(await store.get("x/1")).toEqual(b);
    expect(await store.getRange("x/1", 0, 1)).toEqual(a);
    expect(await store.get("y")).toBeUndefined();
    expect(store.log).toEqual([]);
    expect(store.reads).toEqual([{ name: "x/1", offset: 0, length: 1 }]);
  });

  it("fails when it should, and then no more", async () => {
    const store = storeOf({ before: "put", prefix: "", fail: true });
    await expect(store.putIfAbsent("z", a)).rejects.toMatchObject({ code: "store.unavailable" });
    expect(await store.putIfAbsent("z", a)).toBe("stored");
  });

  it.each(["x/1", "x/", "x", ""])("takes a list of %j for one of x/1", async (prefix) => {
    const store = storeOf({ before: "list", prefix: "x/1", put: { "x/10": a } });
    expect(await namesOf(store, "y")).toEqual(["y"]);
    expect(await namesOf(store, prefix)).toContain("x/10");
  });

  it("does not take a get of x for one of x/1", async () => {
    const store = storeOf({ before: "get", prefix: "x/1", fail: true });
    expect(await store.get("x")).toBeUndefined();
  });
});

describe("operations on vaults", () => {
  it("write the same bytes from the same seed", async () => {
    const args = { slots: [{ secret: SECRET }], now: NOW, seed: new Uint8Array(32) };
    const [one, two] = [await exchange("vault.create", args), await exchange("vault.create", args)];
    expect(one.answer).toEqual(two.answer);
    const { answer } = await exchange("vault.create", { ...args, seed: undefined });
    expect(answer.ok.log).not.toEqual(one.answer.ok.log);
  });

  it("say in a reject what was done before", async () => {
    const { device } = await created();
    const fail = { before: "put", prefix: "snapshots/", fail: true };
    const { answer } = await exchange("vault.backup", { ...opening(device), ...BACKUP, interference: [fail] });
    expect(answer.reject.code).toBe("store.unavailable");
    const put = answer.reject.log.map((entry: { put: string }) => entry.put);
    expect(put.length).toBeGreaterThan(1);
    for (const name of put) expect(name).toMatch(/^objects\//);
  });

  it("have no state for a device that sees an older vault, and one for a vault that is only read-only", async () => {
    const { device } = await created();
    const args = { ...opening(device), secret: SECRET };
    const planted = { ...device, files: new Map([...device.files, ["headers/00000000000000ff", a]]) };
    const readOnly = await exchange("vault.open", { ...opening(planted), secret: SECRET });
    expect([readOnly.answer.reject.code, "state" in readOnly.answer.reject]).toEqual(["header.malformed", true]);
    const { state } = okOf(await exchange("vault.slot-add", { ...args, now: NOW, slot: { secret: SECRET } }));
    const older = await exchange("vault.open", { ...args, state });
    expect([older.answer.reject.code, "state" in older.answer.reject]).toEqual(["header.rollback", false]);
  });

  it.each([
    ["vault.create", { slots: [], now: NOW }],
    ["vault.slot-remove", { now: NOW, slotId: new Uint8Array(16) }],
    ["vault.prune", { now: NOW, graceMs: 1 }],
  ])("call a mistake of the caller of %s usage", async (operation, args) => {
    const { device } = await created();
    const { answer } = await exchange(operation, { ...(operation === "vault.create" ? {} : opening(device)), ...args });
    expect(answer.reject).toMatchObject({ code: "usage", log: [] });
  });
});
