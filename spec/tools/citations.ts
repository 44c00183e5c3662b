import { listFiles, readText } from "./files.js";
import type { Problem } from "./register.js";

/** Where requirements are cited: as `// [@slug]` in code and schemas, as `"requirements": ["slug"]` in vectors. */
const CITING = /^(?:reference|proto|conformance|vectors)\/.*\.(?:ts|mjs|js|proto|json|py|go|rs|kt|swift)$/;
const MARKER = /\[@([a-z0-9]+(?:-[a-z0-9]+)*)\]/g;
/** Larger files are data, not citations. */
const MAX_LENGTH = 4_000_000;

/** Slugs under a "requirement" or "requirements" key, at any depth. */
function slugsInJson(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(slugsInJson);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "requirement" && typeof inner === "string") return [inner];
    const isList = key === "requirements" && Array.isArray(inner) && inner.every((item) => typeof item === "string");
    return isList ? (inner as string[]) : slugsInJson(inner);
  });
}

/** Cited slugs that no chapter defines. */
export function checkCitations(root: string, slugs: Set<string>): Problem[] {
  return listFiles(root)
    .filter((path) => CITING.test(path) && !/\/generated\.(?:js|d\.ts)$/.test(path))
    .flatMap((file) => {
      const text = readText(root, file);
      if (text.length > MAX_LENGTH) return [];
      const unknown = (slug: string, line: number): Problem[] => {
        return slugs.has(slug) ? [] : [{ file, line, message: `cites the unknown requirement "${slug}"` }];
      };
      const marked = text.split("\n").flatMap((line, index) => {
        return [...line.matchAll(MARKER)].flatMap((match) => unknown(match[1] ?? "", index + 1));
      });
      const inVector = /^vectors\/.*\.json$/.test(file) && !file.startsWith("vectors/schemas/");
      return inVector ? [...marked, ...slugsInJson(JSON.parse(text)).flatMap((slug) => unknown(slug, 0))] : marked;
    });
}
