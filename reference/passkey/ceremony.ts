import { failed, failedBy, type PasskeyStep } from "./failures.js";
import { takeOutputs } from "./outputs.js";

/** What every ceremony takes. */
export interface CeremonyOptions {
  /** Ends the ceremony; the error is the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds for each dialog. The browser's own limit, of some minutes, if absent. */
  readonly timeoutMs?: number;
  /**
   * Called, and awaited, before each dialog of the browser: to say why it asks again, or to wait for a click, which
   * some browsers want before each one.
   */
  readonly beforeDialog?: (step: PasskeyStep) => void | Promise<void>;
  /** `navigator.credentials` if absent. */
  readonly credentials?: CredentialsContainer;
}

/** What each call of the browser gets. */
export interface CallLimits {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
}

/** The browser's own timer runs later than this module's, which is the one that tells a timeout from a cancellation. */
const GRACE_MS = 1000;

/** One dialog at a time: some browsers end the first when a second one is asked for. */
const busy = new WeakSet<CredentialsContainer>();

/** How the browser is called, and what is taken out of its answer. */
export interface Dialog<T> {
  readonly call: (credentials: CredentialsContainer, limits: CallLimits) => Promise<Credential | null>;
  readonly read: (credential: PublicKeyCredential) => T | Promise<T>;
}

/**
 * Shows one dialog of the browser.
 *
 * @throws KeepsakeError `key.prf-missing` with what failed, and the signal's reason
 */
export async function runCeremony<T>(options: CeremonyOptions, step: PasskeyStep, dialog: Dialog<T>): Promise<T> {
  const { signal } = options;
  signal?.throwIfAborted();
  const credentials = options.credentials ?? platformCredentials(step);
  if (busy.has(credentials)) throw failed("busy", step);
  busy.add(credentials);
  try {
    await options.beforeDialog?.(step);
    signal?.throwIfAborted();
    return await show(credentials, options, step, dialog);
  } finally {
    busy.delete(credentials);
  }
}

async function show<T>(
  credentials: CredentialsContainer,
  { signal, timeoutMs }: CeremonyOptions,
  step: PasskeyStep,
  { call, read }: Dialog<T>,
): Promise<T> {
  const timer = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stops = [signal, timer].filter((stop) => stop !== undefined);
  const stop = stops.length === 0 ? undefined : AbortSignal.any(stops);
  try {
    const credential = await unlessStopped(
      call(credentials, {
        ...(stop === undefined ? {} : { signal: stop }),
        ...(timeoutMs === undefined ? {} : { timeout: timeoutMs + GRACE_MS }),
      }),
      stop,
    );
    if (credential === null) throw failed("cancelled-or-missing", step);
    return await read(credential);
  } catch (error) {
    signal?.throwIfAborted();
    throw timer?.aborted ? failed("timed-out", step, error) : failedBy(error, step);
  }
}

function platformCredentials(step: PasskeyStep): CredentialsContainer {
  if (globalThis.isSecureContext === false) throw failed("insecure-context", step);
  // Absent in workers, and where a policy of the page forbids it.
  const { credentials } = globalThis.navigator ?? {};
  if (credentials === undefined || globalThis.PublicKeyCredential === undefined) throw failed("not-supported", step);
  return credentials;
}

/** Extensions that stand in for the browser may ignore the signal. */
async function unlessStopped(
  answer: Promise<Credential | null>,
  stop: AbortSignal | undefined,
): Promise<PublicKeyCredential | null> {
  if (stop === undefined) return (await answer) as PublicKeyCredential | null;
  const stopped = new Promise<never>((_, reject) => {
    stop.addEventListener("abort", () => reject(stop.reason), { once: true });
  });
  try {
    return (await Promise.race([answer, stopped])) as PublicKeyCredential | null;
  } finally {
    if (stop.aborted) answer.then((late) => late && takeOutputs(late as PublicKeyCredential)).catch(() => {});
  }
}
