import { KeepsakeError } from "../../core/errors.js";

/** A page that is being left gives its lock back a moment later. */
const WAIT_MS = 1500;

/**
 * Makes this tab the one that uses the vault of this browser, until it is closed.
 *
 * @throws KeepsakeError store.conflict if another tab does
 */
export async function claimForTab(name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const held = async () => {
      resolve();
      await new Promise(() => {});
    };
    navigator.locks.request(name, { signal: AbortSignal.timeout(WAIT_MS) }, held).catch((cause) => {
      const message = "Keepsake is open in another tab of this browser. Go on there, or close that tab and try again.";
      reject(new KeepsakeError("store.conflict", message, { reason: "other-tab", cause }));
    });
  });
}
