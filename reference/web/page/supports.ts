/** What this browser, at this address, can do. */

/** What is missing without which nothing works. */
export type Missing = "secure" | "storage" | "worker";

export async function findMissing(): Promise<Missing | undefined> {
  if (!isSecureContext) return "secure";
  if (navigator.serviceWorker === undefined) return "worker";
  try {
    await navigator.storage.getDirectory();
  } catch {
    return "storage";
  }
  return undefined;
}

/** Passkeys belong to names; a bare IP address has none. */
export function isNumberAddress(): boolean {
  return /^(?:[\d.]+|\[.*\])$/.test(location.hostname);
}

/** The address under which passkeys work on this machine. */
export function namedAddress(): string {
  return `http://localhost${location.port === "" ? "" : `:${location.port}`}${location.pathname}`;
}

/** Whether it makes sense to offer a passkey. Whether the passkey gives a secret shows only when it is made. */
export async function canUsePasskeys(): Promise<boolean> {
  if (isNumberAddress() || typeof PublicKeyCredential === "undefined") return false;
  const capabilities = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
  return capabilities?.["extension:prf"] !== false;
}

interface UserAgentData {
  readonly platform?: string;
  readonly brands?: readonly { readonly brand: string }[];
}

/** A name for this device that a person recognises, to start with. */
export function deviceName(): string {
  const { userAgentData, userAgent } = navigator as Navigator & { userAgentData?: UserAgentData };
  const brands = userAgentData?.brands?.map(({ brand }) => brand) ?? [];
  const known = ["Edge", "Opera", "Firefox", "Chrome", "Chromium", "Safari"];
  const browser = known.find((name) => brands.some((brand) => brand.includes(name)) || userAgent.includes(name));
  const systems = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux", "CrOS"];
  const system = userAgentData?.platform || systems.find((name) => userAgent.includes(name));
  return [browser, system].filter(Boolean).join(" on ") || "Browser";
}
