import { listFiles, readText } from "./files.js";
import type { Problem } from "./register.js";

const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<[^>]*>/g;
const TAG = /^<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_:][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>$/;
const BAD_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)/;

/** Says what makes `source` no well-formed SVG, or nothing. A browser shows a blank picture for any of these. */
export function svgFault(source: string): string | undefined {
  const open: string[] = [];
  let roots = 0;
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const token = match[0];
    const between = source.slice(end, match.index);
    end = match.index + token.length;
    if (between.includes("<") || BAD_AMPERSAND.test(between)) return `stray "<" or "&" before ${token}`;
    if (open.length === 0 && between.trim() !== "") return `text outside the root element before ${token}`;
    if (token.startsWith("<!") || token.startsWith("<?")) continue;
    const tag = TAG.exec(token);
    if (tag === null) return `malformed tag ${token}`;
    const [, closing, name = "", attributes = "", empty] = tag;
    if (BAD_AMPERSAND.test(attributes)) return `stray "&" in ${token}`;
    const names = [...attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)].map((attribute) => attribute[1]);
    if (new Set(names).size !== names.length) return `attribute given twice in ${token}`;
    if (closing === "/") {
      if (open.pop() !== name) return `</${name}> closes nothing`;
      continue;
    }
    if (open.length === 0) {
      roots += 1;
      if (name !== "svg" || roots > 1) return `one <svg> root element expected, found <${name}>`;
    }
    if (empty !== "/") open.push(name);
  }
  if (source.slice(end).trim() !== "") return "text after the last tag";
  if (open.length > 0) return `<${open.at(-1)}> is not closed`;
  return roots === 0 ? "no <svg> element" : undefined;
}

/** Every figure is well-formed and shown somewhere. */
export function checkFigures(root: string, linked: Set<string>): Problem[] {
  const figures = listFiles(root).filter((path) => /^spec\/figures\/.*\.svg$/.test(path));
  return figures.flatMap((file) => {
    const fault = svgFault(readText(root, file));
    return [
      ...(fault === undefined ? [] : [{ file, line: 0, message: `not well-formed: ${fault}` }]),
      ...(linked.has(file) ? [] : [{ file, line: 0, message: "no Markdown file shows this figure" }]),
    ];
  });
}
