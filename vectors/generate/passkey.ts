import { createHash, createHmac } from "node:crypto";
import { lengthPrefixed, u64 } from "../../reference/core/bytes.js";
import { seal } from "../../reference/core/cobblestone.js";
import { messageKeys } from "../../reference/core/cobblestone-message.js";
import { kekFromPrf, sealContext } from "../../reference/core/derive.js";
import { prfInput } from "../../reference/core/passkey.js";
import { encodeSlotInfo } from "../../reference/core/proto/codec.js";
import { concat, utf8 } from "./bytes.js";
import { provider, random } from "./seed.js";
import type { Accepted, Layer, Rejected, Value } from "./vector.js";

const ctapSalt = (input: Uint8Array) =>
  new Uint8Array(createHash("sha256").update("WebAuthn PRF\0").update(input).digest());
const hmacSecret = (credRandom: Uint8Array, salt: Uint8Array) =>
  new Uint8Array(createHmac("sha256", credRandom).update(salt).digest());
const hash = (...parts: Uint8Array[]) =>
  new Uint8Array(
    createHash("sha256")
      .update(concat(...parts))
      .digest(),
  );

const PRF = random("passkey/prf", 32);

/** From the secret in the authenticator to the bytes of the slot. */
async function chain(n: number): Promise<Accepted> {
  const name = (role: string) => `passkey/${n}/${role}`;
  const credRandom = random(name("cred-random"), 32);
  const prfSalt = random(name("prf-salt"), 32);
  const vaultId = random(name("vault-id"), 16);
  const slotId = random(name("slot-id"), 16);
  const slotSalt = random(name("slot-salt"), 32);
  const credentialId = random(name("credential-id"), [16, 32, 1023][n]!);
  const rootKey = random(name("root-key"), 32);
  const sealSalt = random(name("seal-salt"), 24);
  const rpId = ["backup.example", "a.example", `${"a".repeat(60)}.example`][n]!;
  const transports = [["internal"], [], ["usb", "nfc", "ble", "hybrid"]][n]!;
  const epoch = n + 1;
  const info = encodeSlotInfo({ slotId, salt: slotSalt, passkey: { rpId, credentialId, transports } });
  const input = prfInput(prfSalt);
  const salt = ctapSalt(input);
  const output = hmacSecret(credRandom, salt);
  const kek = await kekFromPrf(provider, output, slotSalt, vaultId, slotId);
  const context = sealContext("slot", vaultId, u64(epoch), lengthPrefixed(info));
  const { commitment } = await messageKeys(provider, kek, context, sealSalt);
  return {
    id: `passkey-slot-${n}`,
    title: `From CredRandom to a slot: ${rpId}`,
    requirements: ["prf-input-first", "slot-info-as-stored"],
    operation: "slot",
    inputs: {
      credRandom,
      prfSalt,
      vaultId,
      epoch,
      slotId,
      slotSalt,
      rpId,
      credentialId,
      transports,
      rootKey,
      sealSalt,
    },
    ok: { info, sealedRootKey: await seal(provider, kek, context, rootKey, sealSalt) },
    intermediates: { prfInput: input, ctapSalt: salt, prfOutput: output, kek, context, commitment },
    comment: "What the authenticator, the browser and the program compute.",
  };
}

/** The vector of the WebAuthn specification, which uses other inputs than Keepsake's. */
function webAuthn(): Accepted {
  const text = utf8("WebAuthn PRF test vectors");
  const credRandom = hash(text, Uint8Array.of(6));
  const input = concat(text, Uint8Array.of(2));
  const salt = ctapSalt(input);
  return {
    id: "passkey-webauthn",
    title: "The test vector of the WebAuthn specification",
    requirements: ["prf-input-first"],
    operation: "prf",
    inputs: { credRandom, input },
    ok: { output: hmacSecret(credRandom, salt) },
    intermediates: { ctapSalt: salt },
    comment: "Web Authentication Level 3, test vectors of the prf extension, with user verification.",
  };
}

function result(id: string, title: string, requirement: string, form: Value, comment: string): Accepted {
  return {
    id,
    title,
    requirements: [requirement],
    operation: "result",
    inputs: { result: form },
    ok: { output: PRF },
    comment,
  };
}

function noResult(id: string, mutation: string, requirement: string, form: Value, comment: string): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "result",
    inputs: { result: form },
    reject: { code: "key.prf-missing" },
    parent: "prf-result-buffer",
    mutation,
    comment,
  };
}

/** The input of a passkey, its output, and the slot that it opens. */
export async function passkeyLayer(): Promise<Layer> {
  const buffer = (bytes: Uint8Array) => ({ form: "buffer", bytes });
  const list = (values: number[]) => ({ form: "list", values });
  return {
    layer: "passkey",
    spec: "spec/04-passkey.md",
    notes: [
      '`slot`: prfInput, ctapSalt = SHA-256("WebAuthn PRF" || 0x00 || prfInput), prfOutput = HMAC-SHA-256(credRandom, ctapSalt), then the slot of the header chapter.',
      "`result`: what the platform gave as results.first. `buffer` is an ArrayBuffer, `view` a view of one that is longer, `list` a list of byte values, `none` nothing at all.",
    ],
    vectors: [
      webAuthn(),
      await chain(0),
      await chain(1),
      await chain(2),
      result(
        "prf-result-buffer",
        "An ArrayBuffer",
        "prf-output-forms",
        buffer(PRF),
        "What the specification of WebAuthn says.",
      ),
      result(
        "prf-result-view",
        "A view",
        "prf-output-forms",
        { form: "view", bytes: PRF },
        "The rest of its buffer does not count.",
      ),
      result(
        "prf-result-list",
        "A list of byte values",
        "prf-output-forms",
        list([...PRF]),
        "What one password manager gave.",
      ),
      noResult(
        "prf-result-none",
        "there is no result",
        "prf-output-missing",
        { form: "none" },
        "A passkey without PRF.",
      ),
      noResult(
        "prf-result-empty",
        "the result is empty",
        "prf-output-length",
        buffer(new Uint8Array()),
        "Not 32 bytes.",
      ),
      noResult(
        "prf-result-31",
        "the last byte is removed",
        "prf-output-length",
        buffer(PRF.slice(0, 31)),
        "Not 32 bytes.",
      ),
      noResult(
        "prf-result-33",
        "a byte follows",
        "prf-output-length",
        buffer(concat(PRF, Uint8Array.of(0))),
        "Not 32 bytes.",
      ),
      noResult(
        "prf-result-64",
        "a second output follows",
        "prf-output-length",
        buffer(concat(PRF, PRF)),
        "Two outputs, as CTAP gives them for two salts.",
      ),
      noResult(
        "prf-result-list-31",
        "the list is one shorter",
        "prf-output-length",
        list([...PRF.slice(0, 31)]),
        "Not 32 bytes.",
      ),
      noResult(
        "prf-result-list-256",
        "an entry of the list is 256",
        "prf-output-forms",
        list([256, ...PRF.slice(1)]),
        "Not a byte.",
      ),
    ],
  };
}
