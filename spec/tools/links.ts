import { posix } from "node:path";
import { listFiles, readText } from "./files.js";
import { maskCode, parseBlocks, withoutCodeBlocks } from "./markdown.js";
import type { Problem } from "./register.js";

/** A link target as written, and where. */
export interface Link {
  target: string;
  line: number;
}

const INLINE = /\]\(\s*<?([^)\s>]*)>?(?:\s+["'(][^)]*)?\)/g;
const ATTRIBUTE = /<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]*)"/gi;
const DEFINITION = /^\s{0,3}\[([^\]@][^\]]*)\]:\s*<?([^\s>]+)>?/;
/** Not after a word or a bracket: `table[row][column]` in prose is no link. */
const REFERENCE = /(?<![\w\]`*)])\[[^\]]+\]\[([^\]]*)\]/g;
const ELEMENT_ID = /<[a-z]+\b[^>]*?\b(?:id|name)="([^"]+)"/gi;
const EXTERNAL = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** Every link target of a Markdown file, and the reference-style links that have no definition. */
export function findLinks(source: string): { links: Link[]; undefinedReferences: Link[] } {
  const original = withoutCodeBlocks(source);
  const lines = original.map(maskCode);
  const names = new Set<string>();
  const links: Link[] = [];
  const references: Link[] = [];
  lines.forEach((text, index) => {
    const line = index + 1;
    const definition = DEFINITION.exec(text);
    if (definition) {
      names.add((DEFINITION.exec(original[index] ?? "")?.[1] ?? "").toLowerCase());
      links.push({ target: definition[2] ?? "", line });
      return;
    }
    for (const pattern of [INLINE, ATTRIBUTE]) {
      for (const match of text.matchAll(pattern)) links.push({ target: match[1] ?? "", line });
    }
    for (const match of text.matchAll(REFERENCE)) {
      // [name][] stands for [name][name]; the name may be code, which the mask hides.
      const written = (original[index] ?? "").slice(match.index, match.index + match[0].length);
      const [, label = "", name = ""] = /^\[([^\]]+)\]\[([^\]]*)\]$/.exec(written) ?? [];
      references.push({ target: (name || label).toLowerCase(), line });
    }
  });
  return { links, undefinedReferences: references.filter(({ target }) => !names.has(target)) };
}

/** Anchors that can be linked to: headings and elements with an id. */
function findAnchors(source: string): Set<string> {
  const anchors = new Set(parseBlocks(source).map((block) => block.section));
  for (const match of withoutCodeBlocks(source).join("\n").matchAll(ELEMENT_ID)) anchors.add(match[1] ?? "");
  return anchors;
}

/** The file that a relative link in `from` points to, and the anchor in it. */
export function resolveLink(from: string, target: string): { path: string; anchor: string } {
  const [rawPath = "", anchor = ""] = target.split("#");
  const path = decodeURIComponent(rawPath.split("?")[0] ?? "");
  if (path === "") return { path: from, anchor };
  const base = path.startsWith("/") ? "" : posix.dirname(from);
  return { path: posix.join(base, path).replace(/\/$/, "").replace(/^\//, ""), anchor };
}

/** Checks the relative links of every Markdown file; also returns every path that is linked to. */
export function checkLinks(root: string): { problems: Problem[]; linked: Set<string> } {
  const files = listFiles(root);
  const paths = new Set(files.flatMap((file) => [file, ...parentFolders(file)]));
  const problems: Problem[] = [];
  const linked = new Set<string>();
  const anchorsOf = new Map<string, Set<string>>();

  for (const file of files.filter((path) => path.endsWith(".md"))) {
    const { links, undefinedReferences } = findLinks(readText(root, file));
    for (const { target, line } of undefinedReferences) {
      problems.push({ file, line, message: `no definition for the link [${target}]` });
    }
    for (const { target, line } of links) {
      if (EXTERNAL.test(target)) continue;
      const { path, anchor } = resolveLink(file, target);
      linked.add(path);
      if (!paths.has(path)) problems.push({ file, line, message: `dead link: ${target}` });
      if (anchor === "" || !path.endsWith(".md") || !paths.has(path)) continue;
      const anchors = anchorsOf.get(path) ?? findAnchors(readText(root, path));
      anchorsOf.set(path, anchors);
      if (!anchors.has(anchor)) problems.push({ file, line, message: `dead anchor: ${target}` });
    }
  }
  return { problems, linked };
}

function parentFolders(path: string): string[] {
  const parts = path.split("/");
  return [".", ...parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"))];
}
