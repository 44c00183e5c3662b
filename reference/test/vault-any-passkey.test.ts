/** A vault with several passkeys, opened and changed by whichever answers. */
import { describe, expect, it } from "vitest";
import { currentEpoch } from "../core/epochs.js";
import { prfInput } from "../core/passkey.js";
import { BackupEligibility } from "../core/proto/types.js";
import type { Secret } from "../core/secret.js";
import { addSlot, listSlots, type NewSlot, rotate } from "../core/slots.js";
import { createMemoryStore } from "../core/store-memory.js";
import { openVault } from "../core/vault.js";
import { rejectedBy } from "./thrown.js";
import { authenticator, makeVault, passkeySlot, recoverySlot } from "./vault-helpers.js";

const RP = "backup.example";
const phone = passkeySlot.secret as Extract<Secret, { kind: "passkey" }>;
const laptop = authenticator.makeCredential(RP);
const laptopSlot: NewSlot = {
  secret: authenticator.asSecret(laptop.credentialId),
  passkey: authenticator.asSlot(laptop.credentialId),
  label: "laptop",
  backupEligibility: BackupEligibility.ELIGIBLE,
};

/** Answers for one credential, and notes what it was asked. */
function answering(credentialId: Uint8Array) {
  const asked: { input: Uint8Array; passkeys: number }[] = [];
  const secret: Secret = {
    kind: "any-passkey",
    ask: async (input, passkeys) => {
      asked.push({ input, passkeys: passkeys.length });
      return { credentialId, output: authenticator.getPrf(credentialId, RP, input) };
    },
  };
  return { secret, asked };
}

describe("any passkey", () => {
  it("opens the vault by the slot of the one that answers, in one ceremony over all", async () => {
    const store = createMemoryStore();
    await makeVault(store, [recoverySlot, passkeySlot, laptopSlot]);
    for (const [credentialId, label] of [
      [phone.credentialId, "phone"],
      [laptop.credentialId, "laptop"],
    ] as const) {
      const { secret, asked } = answering(credentialId);
      const vault = await openVault(store, secret);
      const opened = listSlots(vault).find(({ slotId }) => slotId === vault.openedSlot);
      expect(opened?.label).toBe(label);
      expect(asked).toEqual([{ input: prfInput(vault.header.prfSalt), passkeys: 2 }]);
    }
  });

  it("does not open it if no passkey is served, or a strange one answers", async () => {
    const store = createMemoryStore();
    await makeVault(store, [recoverySlot, passkeySlot]);
    const nobody: Secret = { kind: "any-passkey", ask: async () => undefined };
    expect((await rejectedBy(() => openVault(store, nobody)))?.code).toBe("key.no-matching-slot");
    expect((await rejectedBy(() => openVault(store, answering(laptop.credentialId).secret)))?.code).toBe(
      "key.no-matching-slot",
    );
  });

  it("is not asked where no passkey is", async () => {
    const store = createMemoryStore();
    await makeVault(store, [recoverySlot]);
    const { secret, asked } = answering(phone.credentialId);
    expect((await rejectedBy(() => openVault(store, secret)))?.code).toBe("key.no-matching-slot");
    expect(asked).toEqual([]);
  });

  it("goes over to a new epoch alone, asked once with the input that was announced", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot, passkeySlot, laptopSlot]);
    const { secret, asked } = answering(laptop.credentialId);
    const prfSalt = new Uint8Array(32).fill(9);
    const { kept, dropped } = await rotate(vault, { secrets: [secret], secretsOnly: true, prfSalt });
    expect([kept, dropped].map((slots) => slots.map(({ label }) => label))).toEqual([["laptop"], ["paper", "phone"]]);
    expect(asked).toEqual([{ input: prfInput(prfSalt), passkeys: 2 }]);
    expect(vault.header.prfSalt).toEqual(prfSalt);
    expect(currentEpoch(await openVault(store, secret)).epoch).toBe(2);
    expect((await rejectedBy(() => openVault(store, phone)))?.code).toBe("key.no-matching-slot");
  });
});

describe("what a passkey gives", () => {
  it("is overwritten when a vault is opened, made or changed with it", async () => {
    const given: Uint8Array[] = [];
    const note = (output: Uint8Array) => {
      given.push(output);
      return output;
    };
    const prf = async (input: Uint8Array) => note(authenticator.getPrf(laptop.credentialId, RP, input));
    const slot: NewSlot = { ...laptopSlot, secret: { kind: "passkey", credentialId: laptop.credentialId, prf } };
    const any: Secret = {
      kind: "any-passkey",
      ask: async (input) => ({ credentialId: laptop.credentialId, output: await prf(input) }),
    };
    const store = createMemoryStore();
    await makeVault(store, [recoverySlot, slot]);
    const vault = await openVault(store, any);
    vault.writerId = vault.details.writerId;
    await rotate(vault, { secrets: [any], secretsOnly: true });
    expect(given).toHaveLength(3);
    expect(given).toEqual(given.map(() => new Uint8Array(32)));
  });
});

describe("what a new passkey gave", () => {
  it("is overwritten when its slot is refused", async () => {
    const output = new Uint8Array(32).fill(7);
    let kept: Uint8Array | undefined;
    const prf = async () => {
      kept = output.slice();
      return kept;
    };
    const secret = { kind: "passkey", credentialId: laptop.credentialId, prf } as const;
    const bound: NewSlot = { ...laptopSlot, secret, backupEligibility: BackupEligibility.DEVICE_BOUND };
    const refused = await rejectedBy(() => makeVault(createMemoryStore(), [bound]));
    expect(refused?.code).toBe("key.last-slot");
    expect(kept).toEqual(new Uint8Array(32));
  });
});

describe("a passkey that is made for its slot", () => {
  it("is not made before the owner has agreed to what goes", async () => {
    const vault = await makeVault(createMemoryStore(), [recoverySlot, passkeySlot]);
    const steps: string[] = [];
    const confirmDropped = () => {
      steps.push("asked");
      throw new RangeError("no");
    };
    const make = async () => {
      steps.push("made");
      return laptopSlot;
    };
    await expect(rotate(vault, { add: [make], confirmDropped, secretsOnly: true })).rejects.toThrow("no");
    expect(steps).toEqual(["asked"]);
  });

  it("gets the input of the epoch in which it will be", async () => {
    const inputs: Uint8Array[] = [];
    const made = async (input: Uint8Array) => {
      inputs.push(input);
      return laptopSlot;
    };
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    await addSlot(vault, made);
    expect(inputs).toEqual([prfInput(vault.header.prfSalt)]);
    await rotate(vault, { add: [made], secretsOnly: true });
    expect(inputs[1]).toEqual(prfInput(vault.header.prfSalt));
    expect(inputs[1]).not.toEqual(inputs[0]);
    expect(listSlots(await openVault(store, laptopSlot.secret)).map(({ label }) => label)).toEqual(["laptop"]);
  });

  it("stores nothing if it is refused", async () => {
    const store = createMemoryStore();
    const vault = await makeVault(store, [recoverySlot]);
    const files = [...store.files.keys()];
    const refusing = async () => Promise.reject(new DOMException("refused", "NotAllowedError"));
    await expect(addSlot(vault, refusing)).rejects.toThrow("refused");
    await expect(rotate(vault, { add: [refusing] })).rejects.toThrow("refused");
    expect([...store.files.keys()]).toEqual(files);
  });
});
