import { readFile } from "node:fs/promises";

/** A file of the page, as it is served. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The files of the page, by their paths. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const FILES = [
  ["/", "page.html", "text/html; charset=utf-8"],
  ["/page.css", "page.css", "text/css; charset=utf-8"],
  // Made of page.ts and all that it imports.
  ["/page.js", "bundle.js", "text/javascript; charset=utf-8"],
] as const;

/** Reads the files of the page from beside this module. */
export async function readPageFiles(): Promise<PageFiles> {
  const read = async ([path, name, type]: (typeof FILES)[number]) =>
    [path, { type, bytes: await readFile(new URL(name, import.meta.url)) }] as const;
  return new Map(await Promise.all(FILES.map(read)));
}

/** Sent with everything: the page runs nothing but its own files, and is shown and kept by nobody else. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'; require-trusted-types-for 'script'",
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  Connection: "close",
};
