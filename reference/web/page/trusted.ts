/**
 * The one place that turns addresses into scripts: the engine's worker and the service worker, both served with the page.
 * Imported before everything else, because nothing else is let through where browsers have Trusted Types.
 */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

const { trustedTypes } = globalThis as { trustedTypes?: Factory };
trustedTypes?.createPolicy("default", {
  createScriptURL(url) {
    const at = new URL(url, document.baseURI);
    const folder = new URL("./", document.baseURI);
    if (at.origin === folder.origin && at.pathname.startsWith(folder.pathname)) return url;
    throw new TypeError(`not a script of this page: ${url}`);
  },
});
