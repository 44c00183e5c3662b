interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/**
 * Lets the addresses of two scripts through, the engine's worker and the service worker, which are both served with the
 * page. Comes before everything else: nothing else passes where browsers have Trusted Types.
 */
export function trustOwnScripts(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  trustedTypes?.createPolicy("default", {
    createScriptURL(url) {
      const at = new URL(url, document.baseURI);
      const folder = new URL("./", document.baseURI);
      if (at.origin === folder.origin && at.pathname.startsWith(folder.pathname)) return url;
      throw new TypeError(`not a script of this page: ${url}`);
    },
  });
}
