import { concat, u64, utf8 } from "../../reference/core/bytes.js";
import { derive, LABELS, type Label, mac } from "../../reference/core/derive.js";
import { provider, random, SEED } from "./seed.js";
import type { Accepted, Layer } from "./vector.js";

const vaultId = random("vault-id", 16);
const rootKey = random("root-key/1", 32);
const slotId = random("slot-id/1/0", 16);
const slotSalt = random("derivation/slot-salt", 32);
const digits = "0380489754831532404956096030441265801385585239778084427793437589";

async function derived(
  id: string,
  label: Label,
  ikm: Uint8Array,
  salt: Uint8Array,
  context: Uint8Array,
  comment: string,
): Promise<Accepted> {
  return {
    id,
    title: `Label ${label}`,
    requirements: ["extension-labels"],
    operation: "derive",
    inputs: { ikm, salt, label, context, length: 32 },
    ok: { key: await derive(provider, ikm, salt, label, context) },
    intermediates: {
      info: concat(utf8(`keepsake/v1/${label}\0`), context),
      prk: await provider.hmacSha512(salt, ikm),
    },
    comment,
  };
}

async function macs(): Promise<Accepted[]> {
  const key = random("derivation/mac-key", 32);
  const texts: [string, Uint8Array][] = [
    ["empty", new Uint8Array()],
    ["short", utf8("keepsake")],
    ["block", random("derivation/mac-data", 128)],
    ["long", random("derivation/mac-data", 300)],
  ];
  const vectors: Accepted[] = [];
  for (const [name, data] of texts) {
    vectors.push({
      id: `mac-${name}`,
      title: `MAC of ${data.length} bytes`,
      requirements: ["mac-key-separate"],
      operation: "mac",
      inputs: { key, data },
      ok: { mac: await mac(provider, key, data) },
      intermediates: { hmac: await provider.hmacSha512(key, data) },
      comment: "The first half of HMAC-SHA-512.",
    });
  }
  return vectors;
}

function named(): Accepted[] {
  const names: [string, number][] = [
    ["vault-id", 16],
    ["root-key/2", 32],
    ["recovery-key/0", 80],
    ["salt/headers/000000000000000a/details", 24],
    ["", 1],
    ["long", 200],
  ];
  return names.map(([name, length]) => ({
    id: `named-random-${name.replaceAll("/", "-") || "empty"}`,
    title: `Named value "${name}"`,
    requirements: ["random-named-tests-only"],
    operation: "named-random",
    inputs: { seed: SEED, name, length },
    ok: { bytes: random(name, length) },
    comment: "The source of every random value in these files.",
  }));
}

/** MAC, and the derivation of every label. */
export async function derivationLayer(): Promise<Layer> {
  const slotContext = concat(vaultId, slotId);
  const vectors = [
    await derived(
      "derive-recovery-key-slot",
      LABELS.recoveryKeySlot,
      utf8(digits),
      slotSalt,
      slotContext,
      "The 64 digits as ASCII bytes.",
    ),
    await derived(
      "derive-passkey-slot",
      LABELS.passkeySlot,
      random("derivation/prf", 32),
      slotSalt,
      slotContext,
      "A PRF output.",
    ),
  ];
  for (const label of Object.values(LABELS).filter((name) => !name.startsWith("slot/"))) {
    for (const [name, epoch] of [
      ["first", 1],
      ["256", 256],
      ["last", Number.MAX_SAFE_INTEGER],
    ] as const) {
      const comment = `Epoch ${epoch}: the context is the epoch in 8 bytes.`;
      vectors.push(await derived(`derive-${label}-epoch-${name}`, label, rootKey, vaultId, u64(epoch), comment));
    }
  }
  return {
    layer: "derivation",
    spec: "spec/02-notation.md",
    notes: ["`prk` is the output of HKDF-Extract, `info` the input of HKDF-Expand."],
    vectors: [...(await macs()), ...vectors, ...named()],
  };
}
