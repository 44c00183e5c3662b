import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RESULTS, type Results } from "../../reference/bench/scale/measured.js";
import { plotOf } from "../../reference/bench/scale/plot-svg.js";
import {
  costOf,
  GETS,
  LISTS,
  LOOKS,
  PRACTICE,
  PROFILES,
  type Prices,
  type Profile,
  simulateYear,
  sizesOf,
} from "../tools/operators.js";
import { withTables } from "../tools/operators-tables.js";

const results = JSON.parse(readFileSync(RESULTS, "utf8")) as Results;
const quiet: Profile = { name: "quiet", messagesPerDay: 0.001, mediaPerDay: 1, years: 1 };

describe("the chapter for operators", () => {
  it("has the tables and the figure that its scripts make", () => {
    const chapter = readFileSync("spec/18-for-operators.md", "utf8");
    expect(withTables(chapter)).toBe(chapter);
    expect(plotOf(results)).toBe(readFileSync("spec/figures/growth.svg", "utf8"));
  });

  it("counts on the requests that were measured, however large the vault", () => {
    for (const { steps } of results.vaults) {
      expect(steps.message).toMatchObject({ put: 2, list: LISTS });
      expect(steps.message!.get).toBeLessThanOrEqual(GETS + LOOKS);
      expect(steps.photo!.get).toBeLessThanOrEqual(GETS + 2 * LOOKS);
    }
  });
});

describe("the simulation", () => {
  it("stores more than the content, and not much more", () => {
    const { content, stored } = sizesOf({ median: 100_000, spread: 1, most: 1e8 });
    expect(stored / content).toBeGreaterThan(1);
    expect(stored / content).toBeLessThan(1.03);
    expect(sizesOf({ median: 1, spread: 0, most: 1 })).toEqual({ content: 1, stored: 4178 });
  });

  it("counts objects and requests", () => {
    const practice = { ...PRACTICE, backupsPerYear: 12, kept: 0, thumbnails: 0, restores: 0 };
    const year = simulateYear(quiet, practice);
    // A photo a day; a segment a month, and that of the directory; header and snapshot.
    expect(year.objects).toBe(365 + 13 + 2);
    expect(year.writes).toBe(365 + 12 + 12);
    expect(year.lists).toBe(12 * LISTS);
    expect(year.reads).toBe(12 * GETS + LOOKS * (365 + 12));
    expect(simulateYear(quiet, { ...practice, listsAll: true }).lists).toBe(12 * (LISTS + LOOKS));
  });

  it("costs what its parts cost", () => {
    const free: Prices = { name: "", gigabyteMonth: 0, write: 0, list: 0, read: 0, out: 0, leastBilled: 0 };
    const [profile] = PROFILES;
    const year = simulateYear(profile!, PRACTICE);
    const cost = (prices: Partial<Prices>) => costOf(year, profile!, PRACTICE, { ...free, ...prices }).all;
    expect(cost({})).toBe(0);
    expect(cost({ gigabyteMonth: 1 })).toBeCloseTo((12 * year.bytes) / 1e9);
    expect(cost({ write: 1000 })).toBeCloseTo(year.writes);
    expect(cost({ out: 1 })).toBeCloseTo(year.bytesRead / 1e9);
    expect(cost({ gigabyteMonth: 1, leastBilled: 131_072 })).toBeGreaterThan(cost({ gigabyteMonth: 1 }));
  });
});
