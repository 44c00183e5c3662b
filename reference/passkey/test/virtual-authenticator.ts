import type { Page } from "playwright-core";
import { addVirtualAuthenticator, authenticatorSession } from "../../test/virtual-authenticator.js";

/** Kinds of passkeys as a browser meets them. Never PRF together with hmac-secret-mc: Chromium 156 ends on that. */
const KINDS = {
  /** A phone or laptop. */
  platform: { transport: "internal", hasPrf: true },
  platformWithoutPrf: { transport: "internal", hasPrf: false },
  /** It can give an output at creation, and none ever after. */
  platformWithoutVerification: { transport: "internal", hasPrf: true, hasUserVerification: false },
  /** A security key, whose first output comes with an assertion. */
  securityKey: { transport: "usb", hasHmacSecret: true },
  /** A security key of CTAP 2.2, which gives an output at creation too. */
  newSecurityKey: { transport: "usb", hasHmacSecret: true, hasHmacSecretMc: true, ctap2Version: "ctap2_2" },
} as const;

export interface VirtualAuthenticator {
  readonly remove: () => Promise<void>;
  readonly setUserVerified: (isUserVerified: boolean) => Promise<void>;
  /** Whether somebody touches it when asked. */
  readonly setPresent: (enabled: boolean) => Promise<void>;
  readonly count: () => Promise<number>;
  readonly removeAll: () => Promise<void>;
}

/** Plugs authenticators into a page. */
export async function authenticatorsOf(page: Page) {
  const session = await authenticatorSession(page);
  return async (kind: keyof typeof KINDS, more: { isBackupEligible?: boolean } = {}): Promise<VirtualAuthenticator> => {
    const authenticatorId = await addVirtualAuthenticator(session, {
      ...KINDS[kind],
      ...(more.isBackupEligible === undefined ? {} : { defaultBackupEligibility: more.isBackupEligible }),
    });
    return {
      remove: async () => void (await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId })),
      setUserVerified: async (isUserVerified) =>
        void (await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })),
      setPresent: async (enabled) =>
        void (await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled })),
      count: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
      removeAll: async () => void (await session.send("WebAuthn.clearCredentials", { authenticatorId })),
    };
  };
}
