import type { Problem } from "./register.js";

/**
 * spec/slugs.lock lists every slug that was ever used, one a line, sorted. Other implementations refer to slugs, so one
 * that disappears must be marked `slug retired` by hand, and is never used again.
 */
export interface Lock {
  used: Set<string>;
  retired: Set<string>;
}

export const LOCK_FILE = "spec/slugs.lock";

export function parseLock(text: string): Lock {
  const lock: Lock = { used: new Set(), retired: new Set() };
  for (const line of text.split("\n")) {
    const [slug = "", mark] = line.trim().split(/\s+/);
    if (slug === "" || slug.startsWith("#")) continue;
    (mark === "retired" ? lock.retired : lock.used).add(slug);
  }
  return lock;
}

/** The lock with the slugs of today added; nothing is ever taken out. */
export function formatLock(lock: Lock, slugs: Iterable<string>): string {
  const lines = new Map([...lock.used, ...slugs].map((slug) => [slug, slug]));
  for (const slug of lock.retired) lines.set(slug, `${slug} retired`);
  return [...lines.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => `${line}\n`)
    .join("");
}

/** Slugs that vanished, came back, or are not listed yet. */
export function checkLock(lock: Lock, slugs: Set<string>): Problem[] {
  const report = (message: string): Problem => ({ file: LOCK_FILE, line: 0, message });
  const gone = [...lock.used].filter((slug) => !slugs.has(slug));
  const back = [...lock.retired].filter((slug) => slugs.has(slug));
  const unlisted = [...slugs].filter((slug) => !lock.used.has(slug) && !lock.retired.has(slug));
  return [
    ...gone.map((slug) => report(`slug "${slug}" was removed: restore it, or mark it "${slug} retired"`)),
    ...back.map((slug) => report(`slug "${slug}" is retired and cannot be used again`)),
    // One message for all: a chapter in the making has dozens.
    ...(unlisted.length > 0 ? [report(`not listed, run npm run spec:requirements: ${unlisted.join(", ")}`)] : []),
  ];
}
