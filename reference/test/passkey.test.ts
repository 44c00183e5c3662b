import { runInNewContext } from "node:vm";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { concat, toHex, u8, utf8 } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { normalisePrfResult, prfInput } from "../core/passkey.js";
import { seededRandomness } from "../core/randomness.js";
import { counting } from "./byte-support.js";

describe("the PRF input", () => {
  test("is a label and the epoch's salt, 48 bytes", () => {
    const salt = counting(32);
    expect(prfInput(salt)).toEqual(concat(utf8("keepsake/v1/prf"), u8(0), salt));
    expect(prfInput(salt).length).toBe(48);
    expect(() => prfInput(salt.subarray(1))).toThrow(RangeError);
  });
});

describe("the PRF result", () => {
  const bytes = counting(32);

  test("is taken in every shape in which platforms give it", () => {
    const inside = concat(u8(1), bytes, u8(2));
    const shapes: unknown[] = [
      bytes,
      bytes.slice().buffer,
      inside.subarray(1, 33),
      new DataView(inside.buffer, 1, 32),
      Buffer.from(bytes),
      Array.from(bytes),
      runInNewContext("Uint8Array.from(bytes).buffer", { bytes: Array.from(bytes) }),
      runInNewContext("Uint8Array.from(bytes)", { bytes: Array.from(bytes) }),
    ];
    for (const shape of shapes) expect(normalisePrfResult(shape)).toEqual(bytes);
  });

  test("is a copy that may be overwritten", () => {
    const given = bytes.slice();
    normalisePrfResult(given).fill(0);
    normalisePrfResult(given.buffer).fill(0);
    expect(given).toEqual(bytes);
  });

  test("anything but 32 bytes is refused", () => {
    const others: unknown[] = [
      undefined,
      null,
      "",
      toHex(bytes),
      32,
      {},
      [],
      bytes.subarray(1),
      concat(bytes, u8(0)),
      new ArrayBuffer(31),
      new ArrayBuffer(64),
      Array.from(bytes, (byte) => byte + 256),
      Array.from(bytes, (byte) => byte + 0.5),
      Array.from(bytes, String),
      new Array(32),
      { length: 32 },
    ];
    for (const other of others) {
      expect(() => normalisePrfResult(other)).toThrow(expect.objectContaining({ code: "key.prf-missing" }));
      expect(() => normalisePrfResult(other)).toThrow(KeepsakeError);
    }
  });
});

describe("the software authenticator", () => {
  test("reproduces the PRF vector of WebAuthn Level 3", () => {
    const label = utf8("WebAuthn PRF test vectors");
    const credRandomWithUv = sha256(concat(label, u8(6)));
    const credential = {
      credentialId: u8(1),
      rpId: "example.org",
      credRandomWithUv,
      credRandomWithoutUv: counting(32),
    };
    const authenticator = createSoftwareAuthenticator(undefined, [credential]);
    const prf = (last: number) => toHex(authenticator.getPrf(u8(1), "example.org", concat(label, u8(last))));
    expect(prf(2)).toBe("3c33e07d202c3b029cc21f1722767021bf27d595933b3d2b6a1b9d5dddc77fae");
    expect(prf(3)).toBe("a62a8773b19cda90d7ed4ef72a80a804320dbd3997e2f663805ad1fd3293d50b");
  });

  test("keeps passkeys, relying parties and user verification apart", () => {
    const authenticator = createSoftwareAuthenticator(seededRandomness(counting(32)));
    const first = authenticator.makeCredential("example.org").credentialId;
    const second = authenticator.makeCredential("example.org").credentialId;
    const input = prfInput(counting(32));
    const results = [
      authenticator.getPrf(first, "example.org", input),
      authenticator.getPrf(second, "example.org", input),
      authenticator.getPrf(first, "example.org", input, false),
      authenticator.getPrf(first, "example.org", prfInput(counting(32, 1))),
    ];
    expect(new Set(results.map(toHex)).size).toBe(4);
    expect(authenticator.getPrf(first, "example.org", input)).toEqual(results[0]);
    for (const call of [
      () => authenticator.getPrf(first, "example.com", input),
      () => authenticator.getPrf(counting(32), "example.org", input),
      () => authenticator.asSecret(counting(32)),
      () => authenticator.asSlot(counting(32)),
    ]) {
      expect(call).toThrow(expect.objectContaining({ name: "NotAllowedError" }));
    }
  });

  test("goes on with the passkeys that were kept", () => {
    const authenticator = createSoftwareAuthenticator();
    const { credentialId } = authenticator.makeCredential("example.org");
    const again = createSoftwareAuthenticator(undefined, authenticator.credentials());
    const input = counting(48);
    expect(again.getPrf(credentialId, "example.org", input)).toEqual(
      authenticator.getPrf(credentialId, "example.org", input),
    );
    expect(again.asSlot(credentialId)).toEqual({ rpId: "example.org", credentialId, transports: ["internal"] });
    expect(again.credentials().length).toBe(1);
  });
});
