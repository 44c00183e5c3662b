import { type Remote, transfer, wrap } from "comlink";
import { KeepsakeError } from "../../core/errors.js";
import { AWAKE, SERVE } from "../service/messages.js";
import type { Engine, Target } from "./contract.js";
import { prepareWire } from "./wire.js";

/** How often the service worker is spoken to while a download runs. */
const AWAKE_MS = 10_000;

/** Starts the worker with the engine, and lets it answer the service worker. Once for a page. */
export function connectEngine(): Engine {
  prepareWire();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "keepsake-engine" });
  const remote = wrap<Engine>(worker);
  // Once it has answered it was loaded, and an error in it is one of a call.
  const loading = new AbortController();
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener("error", () => reject(stopped()), { signal: loading.signal });
  });
  worker.addEventListener("message", () => loading.abort(), { once: true });
  broken.catch(() => {});
  // Absent in some private windows, where nothing can be looked at or downloaded.
  const service: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  service?.addEventListener("message", ({ data, ports }) => {
    if (data === SERVE && ports[0] !== undefined) void remote.serve(transfer(ports[0], [...ports]));
  });
  service?.startMessages();
  return new Proxy({} as Engine, {
    get(_, name) {
      // Not a promise, though `await connectEngine()` may ask.
      if (name === "then") return undefined;
      return (...args: unknown[]) => Promise.race([callEngine(remote, name as keyof Engine, args), broken]);
    },
  });
}

function stopped(): KeepsakeError {
  return new KeepsakeError("store.unavailable", "A part of this page could not be loaded; reload the page.");
}

async function callEngine(remote: Remote<Engine>, name: keyof Engine, args: unknown[]): Promise<unknown> {
  const call = remote[name] as (...args: unknown[]) => Promise<unknown>;
  if (name === "serve") return call(transfer(args[0] as MessagePort, [args[0] as MessagePort]));
  const downloads = args.some((arg) => (arg as Partial<Target> | undefined)?.kind === "download");
  if (!downloads) return call(...args);
  const timer = setInterval(() => void speakToService(), AWAKE_MS);
  try {
    return await call(...args);
  } finally {
    clearInterval(timer);
  }
}

/**
 * Starts the service worker, which keeps the page for use without a network, and serves what the engine has. Waits until
 * it serves this page.
 *
 * @returns false if this browser, or this window, has none, or could not load it: then nothing can be looked at or
 * downloaded
 */
export async function startService(): Promise<boolean> {
  const service: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (service === undefined) return false;
  try {
    const registration = await service.register("./sw.js", { scope: "./" });
    if (!(await Promise.race([service.ready.then(() => true), isGivenUp(registration)]))) return false;
  } catch {
    return false;
  }
  if (service.controller === null) {
    const served = new Promise<void>((resolve) => {
      service.addEventListener("controllerchange", () => resolve(), { once: true });
    });
    // A page that was loaded past it, by a forced reload, is not served until it is asked to.
    await speakToService();
    await served;
  }
  return true;
}

/** Gives false if the service worker cannot be installed: a file of the page is missing, or there is no room for it. */
function isGivenUp({ installing, waiting, active }: ServiceWorkerRegistration): Promise<false> {
  const coming = installing ?? waiting;
  return new Promise((resolve) => {
    const look = () => {
      if (active === null && (coming === null || coming.state === "redundant")) resolve(false);
    };
    look();
    coming?.addEventListener("statechange", look);
  });
}

async function speakToService(): Promise<void> {
  (await navigator.serviceWorker?.getRegistration())?.active?.postMessage(AWAKE);
}
