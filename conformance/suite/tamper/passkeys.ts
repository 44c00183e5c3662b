import { bytesOf, loadVector } from "../vectors/load.js";
import type { Base, Prepared } from "./tampering.js";

/** A slot that a passkey opens, and one part of what the ceremony gave, to be damaged. */
function answered(part: "prf" | "credentialId"): Prepared {
  const { vaultId, epoch, slots, secret } = loadVector("slots", "slot-open-credential").inputs;
  const stored = (slots as { info: string; sealedRootKey: string }[]).map((slot) => ({
    info: bytesOf(slot.info),
    sealedRootKey: bytesOf(slot.sealedRootKey),
  }));
  const place = { vaultId: bytesOf(vaultId), epoch, slots: stored };
  const whole = { kind: "passkey", credentialId: bytesOf(secret.credentialId), prf: bytesOf(secret.prf) };
  return { bytes: whole[part], args: (bytes) => ({ ...place, secret: { ...whole, [part]: bytes } }) };
}

const SHARED = { chapter: "04-passkey.md", operation: "slot.unwrap", argument: "secret" };

/** What a passkey answered. */
export const passkeyBases: readonly Base[] = [
  {
    ...SHARED,
    name: "prf-output",
    title: "The output of a passkey",
    requirements: ["prf-output-length", "slot-commitment-skip"],
    why: "An output of another size is no output, whatever it begins with; one of another value is that of another passkey.",
    prepare: () => answered("prf"),
  },
  {
    ...SHARED,
    name: "credential-id",
    title: "The credential id of an assertion",
    requirements: ["use-credential-id", "slot-passkey-credential"],
    why: "The slot is that of the whole credential id, not of one that begins alike.",
    prepare: () => answered("credentialId"),
  },
];
