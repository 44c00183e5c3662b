import { describe, expect, test, vi } from "vitest";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { equalBytes, toHex } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { parseHeader } from "../core/header.js";
import { type ListedHeader, readListedHeader, unlock } from "../core/header-choose.js";
import { headerName } from "../core/names.js";
import { prfInput } from "../core/passkey.js";
import type { KeySlot } from "../core/proto/codec.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import { findRecoveryKey } from "../core/recovery-key-completion.js";
import { openRootKey, type Secret } from "../core/secret.js";
import { newSlotInfo, openSlot, parseSlot } from "../core/slot.js";
import { nodeProvider as provider } from "../node/provider-node.js";
import { counting } from "./byte-support.js";
import { createHeaderMaker } from "./header-support.js";

const maker = createHeaderMaker();
const stranger = createHeaderMaker(1);

const listed = (files: Record<number, Uint8Array>): Promise<ListedHeader[]> =>
  Promise.all(Object.entries(files).map(([n, bytes]) => readListedHeader(provider, headerName(Number(n)), bytes)));

const open = async (files: Record<number, Uint8Array>, secret: Secret = maker.recoveryKey, revision?: number) =>
  unlock(provider, await listed(files), secret, revision);

async function codeOf(task: () => Promise<unknown>): Promise<string> {
  try {
    await task();
  } catch (error) {
    if (error instanceof KeepsakeError) return error.code;
    throw error;
  }
  return "no error";
}

/** The same file with one bit of its MAC changed: well-formed, not authentic. */
const forged = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
const damaged = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 60 ? byte ^ 1 : byte));
const ofLaterVersion = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 8 ? 2 : byte));

describe("secrets", () => {
  test("each kind opens its slot", async () => {
    const files = { 1: await maker.header(1, 1) };
    const byDigits = await open(files);
    const byPasskey = await open(files, maker.passkey);
    expect([byDigits.opened?.slot.kind, byPasskey.opened?.slot.kind]).toEqual(["recovery-key", "passkey"]);
    const { slot, kek } = byPasskey.opened!;
    const byKek = await open(files, { kind: "kek", slotId: slot.slotId, kek });
    const byRoot = await open(files, { kind: "root-key", epoch: 1, rootKey: maker.rootKey(1) });
    for (const unlocked of [byDigits, byPasskey, byKek, byRoot]) {
      expect(unlocked.rootKey).toEqual(maker.rootKey(1));
      expect([unlocked.skipped, unlocked.readOnly]).toEqual([[], false]);
    }
    expect(byRoot.opened).toBeUndefined();
  });

  test("those of another vault or epoch open nothing", async () => {
    const files = { 1: await maker.header(1, 1) };
    const { opened } = await open(files);
    const passkeyOfOther = createSoftwareAuthenticator();
    const secrets: Secret[] = [
      stranger.recoveryKey,
      passkeyOfOther.asSecret(passkeyOfOther.makeCredential("backup.example").credentialId),
      { kind: "kek", slotId: opened!.slot.slotId, kek: counting(32) },
      { kind: "kek", slotId: counting(16), kek: opened!.kek },
      { kind: "root-key", epoch: 2, rootKey: maker.rootKey(1) },
    ];
    for (const secret of secrets) {
      expect([secret.kind, await codeOf(() => open(files, secret))]).toEqual([secret.kind, "key.no-matching-slot"]);
    }
    const wrongRoot: Secret = { kind: "root-key", epoch: 1, rootKey: counting(32) };
    expect(await codeOf(() => open(files, wrongRoot))).toBe("header.auth");
  });

  test("a passkey is asked once for an epoch, and only if it has a slot", async () => {
    const slots = await maker.slots(1, 1, ["passkey", "recovery-key", "passkey", "passkey"]);
    // The first slot of this passkey holds a root key under another secret.
    const strange = (await stranger.slots(1, 1, ["passkey"]))[0]!;
    const mixed = { ...strange, info: slots[0]!.info! };
    const header = await parseHeader(provider, await maker.header(1, 1, { slots: [mixed, ...slots.slice(1)] }), 1);
    const prf = vi.fn(async (input: Uint8Array) =>
      maker.authenticator.getPrf(maker.credentialId, "backup.example", input),
    );
    const opened = await openRootKey(provider, header, { kind: "passkey", credentialId: maker.credentialId, prf });
    expect(opened?.rootKey).toEqual(maker.rootKey(1));
    expect(prf.mock.calls).toEqual([[prfInput(header.prfSalt)]]);
    expect(await openRootKey(provider, header, { kind: "passkey", credentialId: counting(5), prf })).toBeNull();
    expect(prf).toHaveBeenCalledTimes(1);
  });

  test("a passkey that gives no PRF result, or refuses, is told apart", async () => {
    const files = { 1: await maker.header(1, 1) };
    const { credentialId } = maker;
    const giving = (result: unknown): Secret => ({
      kind: "passkey",
      credentialId,
      prf: async () => result as Uint8Array,
    });
    expect(await codeOf(() => open(files, giving(undefined)))).toBe("key.prf-missing");
    expect(await codeOf(() => open(files, giving(counting(31))))).toBe("key.prf-missing");
    expect(await codeOf(() => open(files, giving(counting(32))))).toBe("key.no-matching-slot");
    const refusing: Secret = {
      kind: "passkey",
      credentialId,
      prf: async () => Promise.reject(new DOMException("refused", "NotAllowedError")),
    };
    await expect(open(files, refusing)).rejects.toThrow(expect.objectContaining({ name: "NotAllowedError" }));
  });

  test("a slot of an unknown kind is kept and skipped", async () => {
    const unknown: KeySlot = {
      info: newSlotInfo(maker.randomness, 9, 9).info.slice(0, 18 + 34),
      sealedRootKey: counting(7),
    };
    const slots = [unknown, ...(await maker.slots(1, 1, ["recovery-key"]))];
    const { header, opened } = await open({ 1: await maker.header(1, 1, { slots }) });
    expect([header.slots[0]!.kind, opened?.slot]).toEqual(["unknown", header.slots[1]]);
    expect(header.slots[0]!.stored.info).toEqual(unknown.info);
    const { slotId } = header.slots[0]!;
    expect(await openRootKey(provider, header, { kind: "kek", slotId, kek: counting(32) })).toBeNull();
  });
});

describe("a slot", () => {
  test("is bound to its vault, epoch and description", async () => {
    const header = await parseHeader(provider, await maker.header(1, 1), 1);
    const { slot, kek } = (await openRootKey(provider, header, maker.recoveryKey))!.opened!;
    expect(await openSlot(provider, slot, header, kek)).toEqual(maker.rootKey(1));
    expect(await openSlot(provider, slot, { ...header, epoch: 2 }, kek)).toBeNull();
    expect(await openSlot(provider, slot, { ...header, vaultId: counting(16) }, kek)).toBeNull();
    const other = parseSlot({ ...slot.stored, info: header.slots[1]!.stored.info });
    expect(await openSlot(provider, other, header, kek)).toBeNull();
  });

  test("of which every bit counts: before the chunk it is not mine, after it is damaged", async () => {
    const header = await parseHeader(provider, await maker.header(1, 1), 1);
    const { slot, kek } = (await openRootKey(provider, header, maker.recoveryKey))!.opened!;
    for (let bit = 0; bit < 104 * 8; bit++) {
      const sealedRootKey = slot.stored.sealedRootKey.slice();
      sealedRootKey[bit >> 3]! ^= 1 << (bit & 7);
      const changed = parseSlot({ ...slot.stored, sealedRootKey });
      const result = await codeOf(async () => {
        if ((await openSlot(provider, changed, header, kek)) === null)
          throw new KeepsakeError("key.no-matching-slot", "");
      });
      expect(result).toBe(bit >> 3 < 56 ? "key.no-matching-slot" : "header.auth");
    }
  });
});

describe("choosing among headers", () => {
  test("the highest epoch goes first, then the highest revision", async () => {
    const files = { 1: await maker.header(1, 1), 2: await maker.header(1, 2), 3: await maker.header(2, 3) };
    const { header, readOnly, skipped } = await open(files);
    expect([header.epoch, header.revision, readOnly, skipped]).toEqual([2, 3, false, []]);
  });

  test("none", async () => {
    expect(await codeOf(() => open({}))).toBe("header.missing");
  });

  test("none that can be read", async () => {
    const good = await maker.header(1, 1);
    expect(await codeOf(() => open({ 1: damaged(good), 2: new Uint8Array() }))).toBe("header.malformed");
    expect(await codeOf(() => open({ 1: damaged(good), 2: ofLaterVersion(good) }))).toBe("input.unsupported-version");
    expect(await codeOf(() => open({ 5: good }))).toBe("header.malformed");
  });

  test("a damaged or forged one is passed over, reported, and nothing may be written", async () => {
    const [older, newer] = [await maker.header(1, 1), await maker.header(1, 2)];
    for (const [bad, code] of [
      [damaged(newer), "header.malformed"],
      [forged(newer), "header.auth"],
    ] as const) {
      const { header, skipped, readOnly } = await open({ 1: older, 2: bad });
      expect([header.revision, readOnly, skipped]).toEqual([1, true, [{ name: headerName(2), code }]]);
    }
  });

  test("a damaged older one is only reported", async () => {
    const { header, skipped, readOnly } = await open({
      1: damaged(await maker.header(1, 1)),
      2: await maker.header(1, 2),
    });
    expect([header.revision, readOnly]).toEqual([2, false]);
    expect(skipped).toEqual([{ name: headerName(1), code: "header.malformed" }]);
  });

  test("a newer one for a newer program is never passed over", async () => {
    const [older, newer] = [await maker.header(1, 1), await maker.header(1, 2)];
    expect(await codeOf(() => open({ 1: older, 2: ofLaterVersion(newer) }))).toBe("input.unsupported-version");
    const { header, skipped, readOnly } = await open({ 1: ofLaterVersion(older), 2: newer });
    expect([header.revision, readOnly]).toEqual([2, false]);
    expect(skipped).toEqual([{ name: headerName(1), code: "input.unsupported-version" }]);
  });

  test("a key that was replaced does not open what it used to open", async () => {
    const former = { 1: await maker.header(1, 1) };
    const slots = await maker.slots(2, 2, ["passkey"]);
    const files = { ...former, 2: await maker.header(2, 2, { slots }) };
    expect(await codeOf(() => open(files))).toBe("key.no-matching-slot");
    expect((await open(former)).header.revision).toBe(1);
    // Unless the user asks for the older one, to look at.
    const { header, readOnly } = await open(files, maker.recoveryKey, 1);
    expect([header.revision, readOnly]).toEqual([1, true]);
    expect((await open(files, maker.passkey, 2)).readOnly).toBe(false);
    expect(await codeOf(() => open(files, maker.recoveryKey, 3))).toBe("header.missing");
  });

  test("a forged newest one does not hide that the key fits none", async () => {
    const files = { 1: await stranger.header(1, 1), 2: forged(await maker.header(1, 2)) };
    expect(await codeOf(() => open(files))).toBe("header.auth");
    const third = { ...files, 3: forged(await maker.header(1, 3)) };
    expect(await codeOf(() => open(third))).toBe("header.auth");
    const good = { ...files, 1: await maker.header(1, 1), 3: forged(await maker.header(1, 3)) };
    expect((await open(good)).header.revision).toBe(1);
  });

  test("one of another vault, and one of an earlier epoch that claims to be newer, are reported", async () => {
    const files = {
      1: await stranger.header(1, 1),
      2: await maker.header(2, 2),
      3: await maker.header(1, 3),
    };
    const { header, skipped, readOnly } = await open(files);
    expect([header.epoch, header.revision, readOnly]).toEqual([2, 2, true]);
    expect(skipped).toEqual([
      { name: headerName(1), code: "header.malformed" },
      { name: headerName(3), code: "header.malformed" },
    ]);
  });

  test("an older one that is asked for is read-only, even where its revision is the highest", async () => {
    const files = { 2: await maker.header(2, 2), 3: await maker.header(1, 3) };
    const { header, readOnly } = await open(files, maker.recoveryKey, 3);
    expect([header.epoch, readOnly]).toEqual([1, true]);
  });

  test("the name must be one of a header", async () => {
    await expect(readListedHeader(provider, "snapshots/0000000000000001", counting(5))).rejects.toThrow(RangeError);
  });
});

describe("finding unreadable digits", () => {
  const withGaps = (digits: string, at: readonly number[]) =>
    Array.from(digits, (digit, i) => (at.includes(i) ? "?" : digit)).join("");
  const header = maker.header(1, 1).then((bytes) => parseHeader(provider, bytes, 1));

  test("finds the one key that opens a slot, with progress", async () => {
    const progress: { tried: number; total: number }[] = [];
    const pattern = withGaps(maker.digits, [8, 9, 11, 14, 15]);
    const found = await findRecoveryKey(provider, pattern, await header, {
      onProgress: (value) => progress.push(value),
    });
    expect(found).toBe(maker.digits);
    for (const [i, { tried, total }] of progress.entries()) {
      expect(total).toBe(10_000);
      expect(tried).toBeGreaterThan(progress[i - 1]?.tried ?? 0);
    }
  });

  test("finds it behind other slots", async () => {
    const others = await Promise.all([stranger.slots(1, 5, ["recovery-key"]), maker.slots(1, 6, ["passkey"])]);
    const slots = [...others.flat(), ...(await maker.slots(1, 1, ["recovery-key"]))];
    const parsed = await parseHeader(provider, await maker.header(1, 1, { slots }), 1);
    expect(await findRecoveryKey(provider, withGaps(maker.digits, [0, 1, 20]), parsed)).toBe(maker.digits);
  });

  test("works with a provider that answers later", async () => {
    const pattern = withGaps(maker.digits, [3, 4, 9]);
    expect(await findRecoveryKey(webCryptoProvider, pattern, await header)).toBe(maker.digits);
  });

  test("says that none fits", async () => {
    const other = generateRecoveryKey(stranger.randomness);
    expect(await codeOf(async () => findRecoveryKey(provider, withGaps(other, [0, 1]), await header))).toBe(
      "key.no-matching-slot",
    );
    const onlyPasskey = await maker.header(1, 1, { slots: await maker.slots(1, 1, ["passkey"]) });
    const parsed = await parseHeader(provider, onlyPasskey, 1);
    expect(await codeOf(() => findRecoveryKey(provider, withGaps(maker.digits, [0]), parsed))).toBe(
      "key.no-matching-slot",
    );
  });

  test("stops when it is told to", async () => {
    const pattern = withGaps(generateRecoveryKey(stranger.randomness), [0, 1, 2, 3, 4, 5]);
    const controller = new AbortController();
    const search = findRecoveryKey(provider, pattern, await header, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(search).rejects.toThrow("enough");
    const before = findRecoveryKey(provider, pattern, await header, { signal: AbortSignal.abort(new Error("before")) });
    await expect(before).rejects.toThrow("before");
  });
});

test("what is opened is a copy, so that the caller may overwrite it", async () => {
  const rootKey = maker.rootKey(1);
  const { rootKey: opened } = await open({ 1: await maker.header(1, 1) }, { kind: "root-key", epoch: 1, rootKey });
  opened.fill(0);
  expect(equalBytes(rootKey, maker.rootKey(1))).toBe(true);
  expect(toHex(opened)).toBe("00".repeat(32));
});
