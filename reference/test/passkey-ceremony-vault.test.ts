/** Vaults opened, rotated and changed by passkeys of a browser. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { equalBytes, toHex } from "../core/bytes.js";
import { prfInput } from "../core/passkey.js";
import type { PasskeySlot } from "../core/proto/types.js";
import { addSlot, listSlots, rotate } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import { passkeyFailure, passkeySecret, replacePasskey, unlockWithPasskey } from "../passkey/index.js";
import {
  enroll,
  expectFailure,
  failureOf,
  fingerprint,
  input,
  otherInput,
  passkeySlotIds,
  passkeysOf,
  rp,
  rpIds,
  user,
  vaultWith,
} from "./passkey-ceremony-helpers.js";
import {
  type Behaviour,
  type Change,
  changeFirst,
  clearFlag,
  corrupted,
  type FakeCredentials,
  fakeCredentials,
  onlyPrf,
  RP_ID,
  refuse,
  stranger,
  UV,
} from "./passkey-ceremony-support.js";
import { NOW, provider, recoveryKey } from "./vault-helpers.js";

describe("using", () => {
  it("use-allow-credentials: asks once for all passkeys of the program, and opens by the one that answers", async () => {
    const phone = fakeCredentials();
    const laptop = fakeCredentials();
    const { vault, store } = await vaultWith(phone, laptop);
    for (const [n, browser] of [phone, laptop].entries()) {
      const before = browser.gets.length;
      const opened = await unlockWithPasskey(store, { rpIds, credentials: browser, provider });
      expect(browser.gets).toHaveLength(before + 1);
      const { allowCredentials, extensions } = browser.gets.at(-1)!.publicKey;
      expect(allowCredentials!.map(({ id }) => toHex(id as Uint8Array))).toEqual(
        passkeysOf(vault).map(({ credentialId }) => toHex(credentialId)),
      );
      expect(extensions).toEqual({ prf: { eval: { first: prfInput(vault.header.prfSalt) } } });
      expect(listSlots(opened).find(({ slotId }) => equalBytes(slotId, opened.openedSlot!))?.label).toBe(
        `passkey ${n}`,
      );
    }
    expect((await openVault(store, recoveryKey, { provider })).problems).toEqual([]);
  });

  it("use-own-rp-id: asks nobody for an rp id that is not its own", async () => {
    const browser = fakeCredentials();
    const { store } = await vaultWith(browser);
    const asked = browser.gets.length;
    const options = { rpIds: ["other.example"], credentials: browser, provider };
    expect(await failureOf(unlockWithPasskey(store, options))).toMatchObject({ code: "key.no-matching-slot" });
    expect(browser.gets).toHaveLength(asked);
    expect(await passkeySecret({ rpIds: [], credentials: browser }).ask(input, [])).toBeUndefined();
  });

  it("asks for passkeys of one rp id, the program's first that the vault has", async () => {
    const browser = fakeCredentials();
    const { passkey } = await enroll(browser);
    const decoded = (more: Partial<PasskeySlot>) => ({
      rpId: RP_ID,
      credentialId: passkey.credentialId!,
      transports: [],
      ...more,
    });
    const others = [decoded({ rpId: "old.example" }), decoded({}), decoded({ rpId: "evil.example" })];
    const secret = passkeySecret({ rpIds: ["none.example", RP_ID, "old.example"], credentials: browser });
    expect((await secret.ask(input, others))?.credentialId).toEqual(passkey.credentialId);
    expect(browser.gets.at(-1)!.publicKey).toMatchObject({ rpId: RP_ID, allowCredentials: [{ type: "public-key" }] });
    expect(browser.gets.at(-1)!.publicKey.allowCredentials).toHaveLength(1);
  });

  it("use-again-alone: asks the passkey that answered once more where a list gives no output", async () => {
    const phone = fakeCredentials();
    const { store } = await vaultWith(phone, fakeCredentials());
    const picky: Behaviour = {
      get: (answer, nth, listed) => listed > 1 && onlyPrf({})(answer, nth, listed),
    };
    const browser = fakeCredentials(picky, phone.authenticator);
    const steps: string[] = [];
    const beforeDialog = (step: string) => void steps.push(step);
    await unlockWithPasskey(store, { rpIds, credentials: browser, provider, beforeDialog });
    expect(steps).toEqual(["unlock", "again"]);
    const without = fakeCredentials({ get: onlyPrf({}) }, phone.authenticator);
    await expectFailure(unlockWithPasskey(store, { rpIds, credentials: without, provider }), "no-prf");
    expect(without.gets).toHaveLength(2);
  });

  it("an output that is not the passkey's opens nothing, and says so", async () => {
    const phone = fakeCredentials();
    const { store } = await vaultWith(phone);
    const before = fingerprint(store);
    const wrong = fakeCredentials({ get: changeFirst(corrupted) }, phone.authenticator);
    const error = await failureOf(unlockWithPasskey(store, { rpIds, credentials: wrong, provider }));
    expect(error).toMatchObject({ code: "key.no-matching-slot" });
    expect(passkeyFailure(error)).toBeUndefined();
    expect(fingerprint(store)).toEqual(before);
  });

  it("forgets what it gave when the vault is open", async () => {
    const phone = fakeCredentials();
    const { passkey } = await enroll(phone);
    const secret = passkeySecret({ rpIds, credentials: phone, nextInput: otherInput });
    const passkeys = [passkey] as Parameters<typeof secret.ask>[1];
    const first = await secret.ask(input, passkeys);
    const second = await secret.ask(otherInput, passkeys);
    expect(phone.gets).toHaveLength(2);
    expect(await secret.ask(otherInput, passkeys)).toEqual(second);
    expect(phone.gets).toHaveLength(3);
    await secret.ask(input, passkeys);
    secret.forget();
    expect([first?.output, second?.output]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
    await secret.ask(otherInput, passkeys);
    expect(phone.gets).toHaveLength(5);
  });
});

describe("rotating", () => {
  const nextSalt = new Uint8Array(32).fill(3);

  /** Opens a vault and changes its key, with one secret. Gives the number of dialogs. */
  async function unlockAndRotate(store: MemoryStore, browser: FakeCredentials): Promise<number> {
    const before = browser.gets.length;
    const secret = passkeySecret({ rpIds, credentials: browser, nextInput: prfInput(nextSalt) });
    const vault = await openVault(store, secret, { provider });
    vault.writerId = vault.details.writerId;
    const { kept } = await rotate(vault, { secrets: [secret], prfSalt: nextSalt, takeOver: {} });
    secret.forget();
    expect(kept.map(({ label }) => label)).toEqual(["passkey 0"]);
    expect((await unlockWithPasskey(store, { rpIds, credentials: browser, provider })).header.prfSalt).toEqual(
      nextSalt,
    );
    return browser.gets.length - before - 1;
  }

  it("rotate-second: takes the output of both salts from one ceremony", async () => {
    const browser = fakeCredentials();
    const { store } = await vaultWith(browser);
    expect(await unlockAndRotate(store, browser)).toBe(1);
    const { first, second } = browser.gets.at(-2)!.publicKey.extensions!.prf!.eval!;
    expect(second).toEqual(prfInput(nextSalt));
    expect(first).not.toEqual(second);
  });

  const whenTwo =
    (change: (results: { first?: unknown; second?: unknown }) => void): Change =>
    ({ prf }) => {
      if (prf!.results!.second !== undefined) change(prf!.results!);
    };
  it.each<[string, Change, number]>([
    ["is missing", whenTwo((results) => delete results.second), 2],
    ["is cut off", whenTwo((results) => Object.assign(results, { second: new ArrayBuffer(31) })), 2],
    [
      "takes the first with it",
      whenTwo((results) => Object.assign(results, { first: undefined, second: undefined })),
      3,
    ],
  ])("rotate-second-missing: runs another ceremony where it %s", async (_, get, dialogs) => {
    const honest = fakeCredentials();
    const { store } = await vaultWith(honest);
    expect(await unlockAndRotate(store, fakeCredentials({ get }, honest.authenticator))).toBe(dialogs);
  });
});

describe("replacing", () => {
  const options = (credentials: CredentialsContainer) => ({ rp, user, credentials, label: "new", now: NOW });

  it("makes and confirms the new passkey, and then drops the old one by changing the key", async () => {
    const old = fakeCredentials();
    const { vault, store } = await vaultWith(old);
    const [oldId] = passkeySlotIds(vault);
    const { epoch } = vault.header;
    const fresh = fakeCredentials();
    const { kept, dropped } = await replacePasskey(vault, oldId!, options(fresh));
    expect([kept.map(({ label }) => label), dropped.map(({ label }) => label)]).toEqual([["paper"], ["passkey 0"]]);
    const opened = await unlockWithPasskey(store, { rpIds, credentials: fresh, provider });
    expect(opened.header.epoch).toBe(epoch + 1);
    expect(listSlots(opened).map(({ label }) => label)).toEqual(["paper", "new"]);
    await openVault(store, recoveryKey, { provider });
    await expectFailure(unlockWithPasskey(store, { rpIds, credentials: old, provider }), "cancelled-or-missing");
  });

  it("enroll-exclude-dropped: works on the device that has the old one, but not on one with another of the vault", async () => {
    const old = fakeCredentials();
    const other = fakeCredentials();
    const { vault } = await vaultWith(old, other);
    const [oldId] = passkeySlotIds(vault);
    const carry = passkeySecret({ rpIds, credentials: other });
    const secrets = [carry];
    await expectFailure(replacePasskey(vault, oldId!, { ...options(other), secrets }), "already-enrolled");
    expect(passkeySlotIds(vault)).toHaveLength(2);
    const { kept } = await replacePasskey(vault, oldId!, { ...options(old), secrets });
    expect(kept.map(({ label }) => label)).toEqual(["paper", "passkey 1"]);
    expect(old.authenticator.credentials()).toHaveLength(2);
  });

  it("drops no other slot unless the caller confirms it", async () => {
    const { vault, store } = await vaultWith(fakeCredentials(), fakeCredentials());
    const [oldId] = passkeySlotIds(vault);
    const before = fingerprint(store);
    const fresh = fakeCredentials();
    await expect(replacePasskey(vault, oldId!, options(fresh))).rejects.toThrow(/passkey 1/);
    expect(fingerprint(store)).toEqual(before);
    const confirmDropped = vi.fn();
    const { dropped } = await replacePasskey(vault, oldId!, { ...options(fresh), confirmDropped });
    expect(confirmDropped.mock.calls[0]![0]).toEqual(dropped);
    expect(dropped.map(({ label }) => label)).toEqual(["passkey 0", "passkey 1"]);
  });

  it("drops the old one even if it is at hand", async () => {
    const old = fakeCredentials();
    const { vault } = await vaultWith(old);
    const [oldId] = passkeySlotIds(vault);
    const secrets = [passkeySecret({ rpIds, credentials: old })];
    const { dropped } = await replacePasskey(vault, oldId!, { ...options(fakeCredentials()), secrets });
    expect(dropped.map(({ label }) => label)).toEqual(["passkey 0"]);
    expect(listSlots(vault).map(({ label }) => label)).toEqual(["paper", "new"]);
  });

  it("is for passkeys of the vault", async () => {
    const { vault } = await vaultWith(fakeCredentials());
    const paper = listSlots(vault).find(({ kind }) => kind === "recovery-key")!;
    const fresh = fakeCredentials();
    for (const slotId of [paper.slotId, new Uint8Array(16)]) {
      await expect(replacePasskey(vault, slotId, options(fresh))).rejects.toThrow(RangeError);
    }
    expect(fresh.creates).toHaveLength(0);
  });

  it("passkey-failure-keeps-slot: whatever the browser does, the vault has the new passkey or is as it was", async () => {
    const honestly: Change = () => {};
    const faults: Change[] = [
      honestly,
      honestly,
      onlyPrf(),
      onlyPrf({}),
      changeFirst(corrupted),
      changeFirst(() => new ArrayBuffer(31)),
      clearFlag(UV),
      stranger,
      refuse(new DOMException("no", "NotAllowedError")),
    ];
    const old = fakeCredentials();
    const base = await vaultWith(old);
    const fault = fc.constantFrom(...faults);
    await fc.assert(
      fc.asyncProperty(fault, fc.array(fault, { maxLength: 3 }), async (atCreate, atGets) => {
        const store = createMemoryStore(new Map(base.store.files));
        const vault = await openVault(store, recoveryKey, { provider });
        vault.writerId = vault.details.writerId;
        const before = fingerprint(store);
        const browser = fakeCredentials({
          create: atCreate,
          get: (answer, nth, listed) => (atGets[nth - 1] ?? honestly)(answer, nth, listed),
        });
        const [oldId] = passkeySlotIds(vault);
        const outcome = await replacePasskey(vault, oldId!, { ...options(browser), secrets: [recoveryKey] }).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) {
          expect(passkeyFailure(outcome)).toBeDefined();
          expect(fingerprint(store)).toEqual(before);
          await unlockWithPasskey(store, { rpIds, credentials: old, provider });
          return;
        }
        // What was stored opens with the passkey as it really is.
        const honest = fakeCredentials({}, createSoftwareAuthenticator(undefined, browser.authenticator.credentials()));
        await unlockWithPasskey(store, { rpIds, credentials: honest, provider });
      }),
    );
  });

  it("adds a second passkey with the input of the epoch that is there", async () => {
    const phone = fakeCredentials();
    const { vault, store } = await vaultWith(phone);
    const laptop = fakeCredentials();
    await addSlot(vault, (asked) => enroll(laptop, { input: asked, existing: passkeysOf(vault) }));
    for (const credentials of [phone, laptop]) await unlockWithPasskey(store, { rpIds, credentials, provider });
  });
});
