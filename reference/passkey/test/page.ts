/** What a page does with passkeys in ceremonies.browser.ts, which bundles it. Everything returned is plain JSON. */
import { equalBytes, toHex } from "../../core/bytes.js";
import { KeepsakeError } from "../../core/errors.js";
import { prfInput } from "../../core/passkey.js";
import { secureRandomness } from "../../core/randomness.js";
import { generateRecoveryKey } from "../../core/recovery-key.js";
import { addSlot, listSlots, rotate } from "../../core/slots.js";
import { createMemoryStore } from "../../core/store-memory.js";
import { openVault, type Vault } from "../../core/vault.js";
import { createVault } from "../../core/vault-create.js";
import { enrollPasskey, passkeyFailure, passkeySecret, replacePasskey, unlockWithPasskey } from "../index.js";

const user = { name: "Backup of Sam's phone" };
const salt = (n: number) => new Uint8Array(32).fill(n);
const recovery = { kind: "recovery-key", digits: generateRecoveryKey(secureRandomness) } as const;

let store = createMemoryStore();
let rpId = "localhost";
/** Dialogs that were shown, by `create` and `get`. */
let dialogs: string[] = [];
/** Every credential that the browser handed out. */
let credentials: PublicKeyCredential[] = [];
let limits: { timeoutMs?: number; signal?: AbortSignal } = {};

for (const call of ["create", "get"] as const) {
  const original = navigator.credentials?.[call].bind(navigator.credentials) as (options: object) => Promise<unknown>;
  if (original === undefined) continue;
  navigator.credentials[call] = async (options = {}) => {
    dialogs.push(call);
    const credential = (await original(options)) as PublicKeyCredential;
    credentials.push(credential);
    return credential;
  };
}

const rp = () => ({ id: rpId, name: "Keepsake" });
const enroll = (input: Uint8Array, vault?: Vault) =>
  enrollPasskey({
    rp: rp(),
    user,
    input,
    existing: vault === undefined ? [] : listSlots(vault).flatMap(({ passkey }) => passkey ?? []),
    label: `passkey ${vault === undefined ? 0 : listSlots(vault).length}`,
    ...limits,
  });

const shown = (vault: Vault) => ({
  epoch: vault.header.epoch,
  openedBy: listSlots(vault).find(({ slotId }) => vault.openedSlot && equalBytes(slotId, vault.openedSlot))?.label,
  slots: listSlots(vault).map(({ kind, label, backupEligibility, passkey }) => ({
    kind,
    label,
    backupEligibility,
    transports: passkey?.transports ?? [],
    credentialId: passkey === null ? "" : toHex(passkey.credentialId),
  })),
});

/** Opened by the recovery key, with this device as the writer. */
async function asOwner(): Promise<Vault> {
  const vault = await openVault(store, recovery);
  vault.writerId = vault.details.writerId;
  return vault;
}

const operations = {
  async enroll() {
    const input = prfInput(salt(1));
    const enrolled = await enroll(input);
    const output = await enrolled.secret.prf(input);
    const { backupEligibility, passkey } = enrolled;
    return { bytes: output.length, backupEligibility, transports: passkey.transports };
  },
  /** Makes a vault with a recovery key and a passkey. */
  async make() {
    store = createMemoryStore();
    return shown(await createVault(store, { slots: [{ secret: recovery, label: "paper" }, (input) => enroll(input)] }));
  },
  async add() {
    const vault = await asOwner();
    await addSlot(vault, (input) => enroll(input, vault));
    return shown(vault);
  },
  async unlock() {
    return shown(await unlockWithPasskey(store, { rpIds: [rpId], ...limits }));
  },
  async unlockByRecoveryKey() {
    return shown(await openVault(store, recovery));
  },
  /** Opens the vault and changes its key with one passkey alone. */
  async unlockAndRotate() {
    const prfSalt = secureRandomness("prf-salt", 32);
    const secret = passkeySecret({ rpIds: [rpId], nextInput: prfInput(prfSalt) });
    const vault = await openVault(store, secret);
    vault.writerId = vault.details.writerId;
    const { kept } = await rotate(vault, { secrets: [secret], prfSalt });
    secret.forget();
    return { ...shown(vault), kept: kept.map(({ label }) => label) };
  },
  async replace(credentialId: string) {
    const vault = await asOwner();
    const old = listSlots(vault).find(({ passkey }) => passkey && toHex(passkey.credentialId) === credentialId);
    const secrets = [recovery];
    const { kept, dropped } = await replacePasskey(vault, old!.slotId, {
      rp: rp(),
      user,
      label: "new",
      secrets,
      ...limits,
    });
    return { ...shown(vault), kept: kept.map(({ label }) => label), dropped: dropped.map(({ label }) => label) };
  },
  async abort() {
    limits = { signal: AbortSignal.timeout(300) };
    return enroll(prfInput(salt(1)));
  },
  async abortedBefore() {
    limits = { signal: AbortSignal.abort(new Error("the person closed the window")) };
    return enroll(prfInput(salt(1)));
  },
  async timeout() {
    limits = { timeoutMs: 300 };
    return enroll(prfInput(salt(1)));
  },
  async twoAtOnce() {
    const outcomes = await Promise.allSettled([enroll(prfInput(salt(1))), enroll(prfInput(salt(1)))]);
    return outcomes.map((one) => (one.status === "fulfilled" ? "done" : passkeyFailure(one.reason)?.reason));
  },
  /** What an extension, or the page's own statistics, would find in the browser's answers afterwards. */
  async leak() {
    const input = prfInput(salt(1));
    const enrolled = await enroll(input);
    const output = await enrolled.secret.prf(input);
    const base64url = btoa(String.fromCharCode(...output))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    const results = credentials.map((credential) => credential.getClientExtensionResults().prf?.results?.first);
    return {
      answers: credentials.length,
      zero: results.every((result) => new Uint8Array(result as ArrayBuffer).every((byte) => byte === 0)),
      inJson: JSON.stringify([credentials.map((credential) => credential.toJSON()), enrolled]).includes(base64url),
    };
  },
  /** Two passkeys of one user handle, which this module never makes: whether each is still there. */
  async sameUserHandle() {
    const ids = [(await create("required")).rawId, (await create("required")).rawId];
    const answers: string[] = [];
    for (const id of ids) {
      await get(id, "required").then(
        () => answers.push("there"),
        (error: DOMException) => answers.push(error.name),
      );
    }
    return answers;
  },
  /** What PRF gives if user verification is not asked for, as this module always does. */
  async withoutVerification() {
    const created = await create("discouraged");
    const asserted = await get(created.rawId, "discouraged");
    return { created: prfOf(created), asserted: prfOf(asserted) };
  },
};

/** Creates a passkey with always the same user handle. */
async function create(userVerification: UserVerificationRequirement): Promise<PublicKeyCredential> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    rp: rp(),
    user: { id: salt(7), displayName: "", ...user },
    challenge: salt(0),
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification },
    extensions: { prf: { eval: { first: salt(1) } } },
  };
  return (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
}

async function get(id: ArrayBuffer, userVerification: UserVerificationRequirement): Promise<PublicKeyCredential> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    rpId,
    challenge: salt(0),
    allowCredentials: [{ type: "public-key", id }],
    userVerification,
    extensions: { prf: { eval: { first: salt(1) } } },
  };
  return (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
}

function prfOf(credential: PublicKeyCredential) {
  const { enabled, results } = credential.getClientExtensionResults().prf ?? {};
  return { enabled, bytes: (results?.first as ArrayBuffer | undefined)?.byteLength ?? 0 };
}

export type Operation = keyof typeof operations;

/** How an operation ended, and the dialogs that it took. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: { name: string; code?: string; message: string; details?: unknown };
  readonly dialogs: string[];
}

/** Runs an operation, for a page at `host`. */
export async function run(operation: Operation, argument = "", forRpId = "localhost"): Promise<Outcome> {
  dialogs = [];
  credentials = [];
  limits = {};
  rpId = forRpId;
  try {
    return { value: await operations[operation](argument), dialogs };
  } catch (error) {
    const { name, message } = error as Error;
    return {
      error:
        error instanceof KeepsakeError
          ? { name, message, code: error.code, details: error.details }
          : { name, message },
      dialogs,
    };
  }
}
