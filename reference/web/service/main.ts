/**
 * The service worker. It keeps the page for use without a network, and hands what is asked for below `view/` and
 * `download/` on to the pages, whose engines answer. It keeps nothing: a browser stops and starts it at any time.
 */
import { answerFromPages } from "./relay.js";

/** Addresses of all files of the page, and a name that changes with any of them. From the build. */
declare const __PRECACHE__: readonly string[];
declare const __VERSION__: string;

const scope = globalThis as unknown as ServiceWorkerScope;
/** Other copies of the page may be in other folders of this host. Paths have no spaces. */
const CACHE_PREFIX = `keepsake-page ${new URL(scope.registration.scope).pathname} `;
const CACHE = CACHE_PREFIX + __VERSION__;
const FIRST_PAGE = "index.html";

/** The path below the page's folder; undefined for what is not ours. */
function pathOf(url: string): string | undefined {
  const { origin, pathname } = new URL(url);
  const base = new URL(scope.registration.scope);
  if (origin !== base.origin || !pathname.startsWith(base.pathname)) return undefined;
  return pathname.slice(base.pathname.length);
}

async function keepPage(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of __PRECACHE__) {
    // Some hosts lead from index.html to its folder, and an answer that was led on cannot be shown again.
    const asked = new Request(path === FIRST_PAGE ? "./" : path, { cache: "reload" });
    const response = await fetch(asked);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(path, response);
  }
}

async function forgetOlder(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE_PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await scope.clients.claim();
}

async function fromCache(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path === "" ? FIRST_PAGE : path)) ?? fetch(request);
}

scope.addEventListener("install", (event) => event.waitUntil(keepPage()));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
// A page that was loaded past the service worker asks for it in this way too.
scope.addEventListener("message", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (path === undefined || request.method !== "GET") return;
  if (/^(?:view|download)\//.test(path)) event.respondWith(answerFromPages(scope, event, path));
  else event.respondWith(fromCache(request, path));
});
