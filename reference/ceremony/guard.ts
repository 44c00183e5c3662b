import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TOKEN_HEADER } from "./messages.js";
import type { PageFile, PageFiles } from "./page-files.js";

/** What a request is, once everything about it is right but its body. */
export type Asked =
  | { readonly kind: "file"; readonly file: PageFile }
  /** The page asks what it is to do. */
  | { readonly kind: "task" }
  /** The one POST. */
  | { readonly kind: "answer" }
  | { readonly kind: "wrong-token" }
  | { readonly kind: "nothing" };

/** What the requests of one ceremony must say. */
export interface Expected {
  /** `localhost` with the port: whoever came by another name, such as one that a stranger resolves, gets nothing. */
  readonly host: string;
  readonly token: string;
  readonly files: PageFiles;
}

const NOTHING: Asked = { kind: "nothing" };

/**
 * Judges a request by its first lines. The page itself is no secret; what it is to do, and the answer, take the token.
 * The token is looked at last, so that no page of another origin can even try one.
 */
export function judge(
  { method, url = "", headersDistinct: headers }: Pick<IncomingMessage, "method" | "url" | "headersDistinct">,
  { host, token, files }: Expected,
): Asked {
  const is = (name: string, ...allowed: (string | undefined)[]) => {
    const [value, ...more] = headers[name] ?? [];
    return more.length === 0 && allowed.includes(value);
  };
  const origin = `http://${host}`;
  if (!is("host", host)) return NOTHING;
  if (method === "GET") {
    const file = files.get(url);
    // `none`: the person typed the URL or followed it from outside of the browser.
    const site = url === "/" ? ["none", "same-origin"] : ["same-origin"];
    if (!is("origin", undefined, origin) || !is("sec-fetch-site", undefined, ...site)) return NOTHING;
    if (file !== undefined) return { kind: "file", file };
    if (url !== "/task") return NOTHING;
    return hasToken(headers[TOKEN_HEADER], token) ? { kind: "task" } : { kind: "wrong-token" };
  }
  if (method !== "POST" || url !== "/answer") return NOTHING;
  if (!is("origin", origin) || !is("sec-fetch-site", undefined, "same-origin")) return NOTHING;
  if (!is("content-type", "application/json")) return NOTHING;
  return hasToken(headers[TOKEN_HEADER], token) ? { kind: "answer" } : { kind: "wrong-token" };
}

function hasToken([given = "", ...more]: readonly string[] = [], token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return more.length === 0 && a.length === b.length && timingSafeEqual(a, b);
}
