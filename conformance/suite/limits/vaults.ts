import { headerName, markName, snapshotName } from "../../../reference/core/names.js";
import { readStory } from "../tamper/vaults/story.js";
import { accepted, type Limit, rejected } from "./limit.js";
import { limitOf } from "./table.js";

const LARGE_MS = 120_000;
const JUNK = new TextEncoder().encode("not a Keepsake file at all");

const numbered = (nameOf: (n: number) => string, from: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [nameOf(from + i), JUNK]));

/** Vaults with very many files. */
function crowded(profile: "quick" | "full", count: number): Limit {
  return {
    name: `vault/${count}-junk-files`,
    title: `A vault with ${count} files of junk of each kind`,
    chapter: "08-snapshots.md",
    operation: "vault.open",
    requirements: ["snapshot-skip", "name-ignore-other", "choose-skip-malformed"],
    why: "Anyone who can write to a store can fill it. What is junk is skipped, and what counts is found.",
    profile,
    *probes() {
      const { files, secret } = readStory();
      const others = { ...numbered(markName, 1, count), ...numbered((n) => `other/${n}`, 1, count) };
      const open = { secret, now: 0 };
      yield {
        what: "junk snapshots above the newest",
        args: { ...open, files: { ...files, ...numbered(snapshotName, 6, count), ...others } },
        expectation: accepted({ revision: 3, epoch: 3, snapshot: 5 }),
        deadlineMs: LARGE_MS,
      };
      yield {
        what: "junk headers above the newest",
        args: { ...open, files: { ...files, ...numbered(headerName, 4, count) } },
        expectation: rejected("header.malformed"),
        deadlineMs: LARGE_MS,
      };
    },
  };
}

/** Limits of whole vaults. */
export const vaultLimits: readonly Limit[] = [
  crowded("quick", 500),
  crowded("full", 20_000),
  {
    name: "vault/minimum-grace",
    row: "minimum-grace",
    title: "The shortest grace period of a prune",
    chapter: "09-vault.md",
    operation: "vault.prune",
    requirements: ["prune-grace"],
    why: "A writer may have counted an object as stored that a prune is about to delete; it gets a day at least.",
    *probes() {
      const { files, secret, state } = readStory();
      const least = limitOf("minimum-grace");
      const args = { files, secret, state, now: 1_800_000_000_000 };
      yield { what: `${least} ms`, args: { ...args, graceMs: least }, expectation: accepted({ log: [] }) };
      yield { what: `${least - 1} ms`, args: { ...args, graceMs: least - 1 }, expectation: rejected("usage") };
      yield {
        what: `${least - 1} ms, and no other device writes`,
        args: { ...args, graceMs: least - 1, noOtherWriter: true },
        expectation: accepted({ log: [] }),
      };
    },
  },
];
