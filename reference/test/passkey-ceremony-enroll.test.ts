/** Enrolling a passkey, with a browser that is honest and with one that is not. */
import { describe, expect, it } from "vitest";
import { toHex } from "../core/bytes.js";
import { BackupEligibility } from "../core/proto/types.js";
import { createMemoryStore } from "../core/store-memory.js";
import { createVault } from "../core/vault-create.js";
import { unlockWithPasskey } from "../passkey/index.js";
import { enroll, expectFailure, failureOf, input, otherInput, rp, rpIds, user } from "./passkey-ceremony-helpers.js";
import { BE, changeFirst, clearFlag, corrupted, fakeCredentials, onlyPrf, RP_ID } from "./passkey-ceremony-support.js";
import { provider } from "./vault-helpers.js";

describe("enrolling", () => {
  it("passkey-uv-required, enroll-discoverable, enroll-eval-at-create, prf-input-first: asks for what the slot needs", async () => {
    const browser = fakeCredentials();
    await enroll(browser);
    expect(browser.creates).toHaveLength(1);
    expect(browser.creates[0]!.publicKey).toMatchObject({
      rp,
      user: { name: user.name, displayName: user.name },
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      extensions: { prf: { eval: { first: input } } },
    });
    expect(browser.gets.length).toBeGreaterThan(0);
    for (const { publicKey } of browser.gets) {
      expect(publicKey).toMatchObject({ rpId: RP_ID, userVerification: "required" });
      expect(publicKey.extensions).toEqual({ prf: { eval: { first: input } } });
    }
  });

  it("enroll-new-user-handle: takes a new one of 32 random bytes, and new challenges", async () => {
    const browser = fakeCredentials();
    for (let i = 0; i < 5; i++) await enroll(browser);
    const handles = browser.creates.map(({ publicKey }) => publicKey.user.id as Uint8Array);
    expect(handles.every((handle) => handle.length === 32)).toBe(true);
    expect(new Set(handles.map(toHex)).size).toBe(5);
    const challenges = [...browser.creates, ...browser.gets].map(({ publicKey }) => publicKey.challenge as Uint8Array);
    expect(challenges.every((challenge) => challenge.length === 32)).toBe(true);
    expect(new Set(challenges.map(toHex)).size).toBe(10);
  });

  it("enroll-exclude: lists what there is, and says so if the device has one of them", async () => {
    const browser = fakeCredentials();
    const { passkey } = await enroll(browser);
    const error = await expectFailure(enroll(browser, { existing: [passkey] }), "already-enrolled");
    expect(error.details).toMatchObject({ offer: "another-passkey", step: "create" });
    const { excludeCredentials } = browser.creates[1]!.publicKey;
    expect(excludeCredentials).toEqual([{ type: "public-key", id: passkey.credentialId, transports: ["internal"] }]);
    expect(browser.authenticator.credentials()).toHaveLength(1);
  });

  it("enroll-confirm-get: asks the new passkey, and no other, for the same input", async () => {
    const browser = fakeCredentials();
    const { passkey } = await enroll(browser);
    expect(browser.gets).toHaveLength(1);
    const { allowCredentials } = browser.gets[0]!.publicKey;
    expect(allowCredentials).toEqual([{ type: "public-key", id: passkey.credentialId, transports: ["internal"] }]);
  });

  it("enroll-create-differs: gives up if creation gave another output", async () => {
    const browser = fakeCredentials({
      create: changeFirst(corrupted),
    });
    const error = await expectFailure(enroll(browser), "outputs-differ");
    expect(error.details).toMatchObject({ offer: "another-passkey" });
  });

  it("enroll-second-assertion: asks twice where creation gives nothing, and gives up if the two differ", async () => {
    const noneAtCreate = { create: onlyPrf({ enabled: true }) };
    const honest = fakeCredentials(noneAtCreate);
    const { secret } = await enroll(honest);
    expect(honest.gets).toHaveLength(2);
    expect(await secret.prf(input)).toEqual(honest.authenticator.getPrf(secret.credentialId, RP_ID, input));
    const changing = fakeCredentials({
      ...noneAtCreate,
      get: changeFirst(corrupted),
    });
    await expectFailure(enroll(changing), "outputs-differ");
  });

  it("enroll-wrap-get: the output is that of the assertion, of 32 bytes, with user verification", async () => {
    const browser = fakeCredentials();
    const { secret } = await enroll(browser);
    expect(await secret.prf(input)).toEqual(browser.authenticator.getPrf(secret.credentialId, RP_ID, input, true));
  });

  it("an authenticator that gives an output at creation and none ever after is found", async () => {
    const browser = fakeCredentials({ get: onlyPrf({}) });
    const error = await expectFailure(enroll(browser), "no-prf");
    expect(error.details).toMatchObject({ step: "confirm", offer: "another-passkey" });
  });

  it("a passkey without PRF is found after one assertion", async () => {
    const browser = fakeCredentials({
      create: onlyPrf({ enabled: false }),
      get: onlyPrf(),
    });
    await expectFailure(enroll(browser), "no-prf");
    expect(browser.gets).toHaveLength(1);
  });

  it.each([
    [BE, BackupEligibility.ELIGIBLE],
    [0, BackupEligibility.DEVICE_BOUND],
  ])("enroll-backup-eligibility: flag BE %i of the assertion is eligibility %i", async (flag, expected) => {
    const browser = fakeCredentials({
      create: flag === BE ? clearFlag(BE) : () => {},
      get: flag === BE ? () => {} : clearFlag(BE),
    });
    expect((await enroll(browser)).backupEligibility).toBe(expected);
  });

  it("keeps as many transports as a slot has room for", async () => {
    const names = ["x".repeat(33), ..."abcdefghij"];
    const browser = fakeCredentials({ create: (answer) => answer.transports.splice(0, 1, ...names) });
    expect((await enroll(browser)).passkey.transports).toEqual([..."abcdefgh"]);
  });

  it("hands its output over once, and asks for it again and for any other", async () => {
    const browser = fakeCredentials();
    const { secret } = await enroll(browser);
    const expected = (of: Uint8Array) => browser.authenticator.getPrf(secret.credentialId, RP_ID, of);
    expect(await secret.prf(otherInput)).toEqual(expected(otherInput));
    expect(browser.gets).toHaveLength(2);
    expect(await secret.prf(input)).toEqual(expected(input));
    expect(browser.gets).toHaveLength(2);
    expect(await secret.prf(input)).toEqual(expected(input));
    expect(browser.gets).toHaveLength(3);
  });

  it("refuses an input of another length before it asks anybody", async () => {
    const browser = fakeCredentials();
    await expect(enroll(browser, { input: input.subarray(1) })).rejects.toThrow(RangeError);
    expect(browser.creates).toHaveLength(0);
  });

  it("device-bound-only: makes a vault with a passkey alone only if it may be synced", async () => {
    const bound = fakeCredentials({ get: clearFlag(BE) });
    const error = await failureOf(
      createVault(createMemoryStore(), { slots: [(asked) => enroll(bound, { input: asked })], provider }),
    );
    expect(error).toMatchObject({ code: "key.last-slot" });
    const store = createMemoryStore();
    const synced = fakeCredentials();
    await createVault(store, { slots: [(asked) => enroll(synced, { input: asked })], provider });
    expect((await unlockWithPasskey(store, { rpIds, credentials: synced, provider })).readOnly).toBeUndefined();
  });
});
