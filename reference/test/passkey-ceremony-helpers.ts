import { expect } from "vitest";
import { toHex } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { prfInput } from "../core/passkey.js";
import { listSlots } from "../core/slots.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import { createVault } from "../core/vault-create.js";
import { type EnrollOptions, enrollPasskey, type PasskeyFailureReason, passkeyFailure } from "../passkey/index.js";
import { type FakeCredentials, RP_ID } from "./passkey-ceremony-support.js";
import { NOW, provider, recoverySlot } from "./vault-helpers.js";

export const rp = { id: RP_ID, name: "Example" };
export const user = { name: "Backup of Sam's phone" };
export const rpIds = [RP_ID];
export const input = prfInput(new Uint8Array(32).fill(1));
export const otherInput = prfInput(new Uint8Array(32).fill(2));

export const enroll = (credentials: CredentialsContainer, more: Partial<EnrollOptions> = {}) =>
  enrollPasskey({ rp, user, input, existing: [], credentials, ...more });

/** What a promise rejects with; fails if it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable("nothing failed"),
    (error: unknown) => error,
  );
}

/** Fails unless the promise rejects as the table says. */
export async function expectFailure(promise: Promise<unknown>, reason: PasskeyFailureReason): Promise<KeepsakeError> {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(KeepsakeError);
  expect((error as KeepsakeError).code).toBe("key.prf-missing");
  expect(passkeyFailure(error)).toMatchObject({ reason });
  expect((error as KeepsakeError).message).toMatch(/^[A-Z].*\.$/);
  return error as KeepsakeError;
}

/** A vault with a recovery key and one passkey or more, each of its own authenticator unless one is given. */
export async function vaultWith(...browsers: FakeCredentials[]): Promise<{ vault: Vault; store: MemoryStore }> {
  const store = createMemoryStore();
  const slots = browsers.map(
    (credentials, n) => (asked: Uint8Array) => enroll(credentials, { input: asked, label: `passkey ${n}` }),
  );
  const vault = await createVault(store, { slots: [recoverySlot, ...slots], provider, now: NOW, writerName: "phone" });
  return { vault, store };
}

export const passkeysOf = (vault: Vault) => listSlots(vault).flatMap(({ passkey }) => passkey ?? []);
export const passkeySlotIds = (vault: Vault) =>
  listSlots(vault).flatMap(({ kind, slotId }) => (kind === "passkey" ? slotId : []));
export const fingerprint = ({ files }: MemoryStore) =>
  [...files].map(([name, bytes]) => `${name} ${toHex(bytes)}`).sort();
