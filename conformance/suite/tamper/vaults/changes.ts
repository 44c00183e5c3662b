import { concat } from "../../../../reference/core/bytes.js";
import { headerName, snapshotName } from "../../../../reference/core/names.js";
import { pair } from "../mutations.js";
import type { Files, Story } from "./story.js";

/** A store with something wrong. */
export interface Change {
  readonly what: string;
  readonly files: Files;
}

/** Ways to tamper with whole files, by anyone who can write to the store and has no key. */
export type ChangeFamily = (story: Story) => readonly Change[] | Promise<readonly Change[]>;

const without = (files: Files, ...names: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

const pairs = (names: readonly string[]) =>
  Array.from({ length: (names.length * (names.length - 1)) / 2 }, (_, i) => {
    const [low, high] = pair(i);
    return [names[low]!, names[high]!] as const;
  });

/** Each two files under each other's names. */
export const swaps: ChangeFamily = ({ files }) =>
  pairs(Object.keys(files)).map(([a, b]) => ({
    what: `${a} and ${b} change places`,
    files: { ...files, [a]: files[b]!, [b]: files[a]! },
  }));

/** Each file that is gone, and each two. */
export const deletions: ChangeFamily = ({ files }) => {
  const names = Object.keys(files);
  const single = names.map((name) => ({ what: `${name} is gone`, files: without(files, name) }));
  const double = pairs(names).map(([a, b]) => ({ what: `${a} and ${b} are gone`, files: without(files, a, b) }));
  return [...single, ...double];
};

/** Each file replaced by each one of another vault of the same person. */
export const exchanges: ChangeFamily = ({ files, foreign }) =>
  Object.keys(files).flatMap((name) =>
    Object.entries(foreign).map(([other, bytes]) => ({
      what: `${other} of another vault stands as ${name}`,
      files: { ...files, [name]: bytes },
    })),
  );

/** Each file of another vault beside those of this one. */
export const additions: ChangeFamily = ({ files, foreign }) =>
  Object.entries(foreign).flatMap(([name, bytes]) => {
    const free = [name, headerName(4), headerName(9), snapshotName(6), snapshotName(70)].filter(
      (candidate) => !(candidate in files),
    );
    return free.map((as) => ({ what: `${name} of another vault is added as ${as}`, files: { ...files, [as]: bytes } }));
  });

/** Each header and snapshot once more, under each other number up to a few above the newest. */
export const renumberings: ChangeFamily = ({ files, oldHeaders }) => {
  const copies = (all: Files, nameOf: (n: number) => string, upTo: number) =>
    Object.entries(all).flatMap(([name, bytes]) =>
      Array.from({ length: upTo }, (_, i) => nameOf(i + 1))
        .filter((as) => as !== name)
        .map((as) => ({ what: `${name} stands as ${as}`, files: { ...files, [as]: bytes } })),
    );
  const kept = (folder: string) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith(folder)));
  return [
    ...copies({ ...oldHeaders, ...kept("headers/") }, headerName, 5),
    ...copies(kept("snapshots/"), snapshotName, 8),
  ];
};

/** Every state of an earlier day that the files of all days can be put together to: any headers with any snapshots. */
export const replays: ChangeFamily = ({ files, oldHeaders }) => {
  const headers: Files = { ...oldHeaders, [headerName(3)]: files[headerName(3)]! };
  const numbered = (nameOf: (n: number) => string, mask: number, count: number) =>
    Array.from({ length: count }, (_, i) => i + 1).filter((n) => (mask >> (n - 1)) & 1 && nameOf(n));
  const others = Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith("objects/")));
  const changes: Change[] = [];
  for (let h = 1; h < 8; h++) {
    for (let s = 0; s < 32; s++) {
      const [revisions, sequences] = [numbered(headerName, h, 3), numbered(snapshotName, s, 5)];
      const chosen = [
        ...revisions.map((n) => [headerName(n), headers[headerName(n)]!] as const),
        ...sequences.map((n) => [snapshotName(n), files[snapshotName(n)]!] as const),
      ];
      changes.push({
        what: `headers ${revisions} and snapshots ${sequences.length === 0 ? "none" : sequences} are shown`,
        files: { ...others, ...Object.fromEntries(chosen) },
      });
    }
  }
  return changes;
};

/** A bit of each file, each file cut off, each file with something added. */
export const damages: ChangeFamily = ({ files }) =>
  Object.entries(files).flatMap(([name, bytes]) => {
    const places = [0, 8, 9, 10, 17, 18, 30, 66, 67, 100, 300, bytes.length >> 1, bytes.length - 40, bytes.length - 1];
    const flipped = places.flatMap((at) =>
      [0, 7].map((bit) => {
        const changed = bytes.slice();
        changed[at]! ^= 1 << bit;
        return { what: `bit ${bit} of byte ${at} of ${name} is flipped`, files: { ...files, [name]: changed } };
      }),
    );
    const cut = places.map((at) => ({
      what: `${name} is cut off after ${at} bytes`,
      files: { ...files, [name]: bytes.subarray(0, at) },
    }));
    const longer = { what: `a byte follows in ${name}`, files: { ...files, [name]: concat(bytes, Uint8Array.of(0)) } };
    return [...flipped, ...cut, longer];
  });
