import { describe, expect, it } from "vitest";
import { decodeHeader, decodeSlotInfo, encodeHeader, encodeSlotInfo } from "../core/proto/codec.js";

describe("codec", () => {
  it("brings a header back", () => {
    const info = encodeSlotInfo({ slotId: new Uint8Array(16).fill(1), salt: new Uint8Array(32), recoveryKey: {} });
    const header = { vaultId: new Uint8Array(16), epoch: 1, revision: 2 ** 53 - 1, slots: [{ info }] };
    const decoded = decodeHeader(encodeHeader(header));
    expect(decoded).toMatchObject({ epoch: 1, revision: 2 ** 53 - 1, requiredFeatures: [] });
    expect(decodeSlotInfo(decoded.slots[0]!.info).recoveryKey).toEqual({});
    expect(decodeSlotInfo(decoded.slots[0]!.info).passkey).toBe(null);
  });
});
