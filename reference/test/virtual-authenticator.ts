import type { CDPSession, Page } from "playwright-core";

/** In what an authenticator differs from a phone or laptop with PRF. */
export interface AuthenticatorOptions {
  readonly transport?: "internal" | "usb";
  readonly ctap2Version?: "ctap2_1" | "ctap2_2";
  readonly hasPrf?: boolean;
  readonly hasHmacSecret?: boolean;
  readonly hasHmacSecretMc?: boolean;
  readonly hasUserVerification?: boolean;
  readonly defaultBackupEligibility?: boolean;
  readonly defaultBackupState?: boolean;
}

/** The session of a page to which authenticators can be added, as Chromium's own tools imitate them. */
export async function authenticatorSession(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  return session;
}

/** Adds an authenticator that agrees to everything. @returns its id, for further commands of the session */
export async function addVirtualAuthenticator(
  session: CDPSession,
  options: AuthenticatorOptions = {},
): Promise<string> {
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  return authenticatorId;
}
