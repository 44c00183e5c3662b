import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { DateTime } from "luxon";
import { beforeAll, describe, expect, it } from "vitest";
import { type Dated, judge, type Reason, type Retention } from "../command/retention.js";
import { buildOnce, keepsake, keepsakeJson } from "./command-harness.js";
import { vaultFolder, WITH_KEY } from "./command-life-helpers.js";
import { makeLibrary, runBackup } from "./vault-helpers.js";

const ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Apia"];
const HOUR = 3_600_000;
const at = (text: string) => DateTime.fromISO(text, { zone: "Europe/Berlin" }).toMillis();
const made = (...times: string[]): Dated[] =>
  times.map((text, index) => ({ sequence: index + 1, createdAtMs: at(text) }));
const keptBy = (snapshots: Dated[], rules: Retention, zone = "Europe/Berlin") =>
  Object.fromEntries(
    judge(snapshots, rules, zone).flatMap(({ snapshot, reasons }) =>
      reasons.length > 0 ? [[snapshot.sequence, reasons]] : [],
    ),
  );

const number = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
const someRules = fc
  .record({ last: number, daily: number, weekly: number, monthly: number, yearly: number })
  .map((rules) => Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)) as Retention);
// Close together or far apart, and now and then by a clock that was wrong.
const someSnapshots = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -30 * HOUR, max: 4000 * HOUR })), { maxLength: 40 })
  .map((steps) => {
    let [sequence, createdAtMs] = [0, at("2024-01-01")];
    return steps.map(([step, wait]): Dated => {
      sequence += step;
      createdAtMs += wait;
      return { sequence, createdAtMs };
    });
  });
const someZone = fc.constantFrom(...ZONES);
const stay = (snapshots: Dated[], rules: Retention, zone: string) =>
  judge(snapshots, rules, zone).flatMap(({ snapshot, reasons }) => (reasons.length > 0 ? [snapshot] : []));

describe("rules for what to keep", () => {
  it("take the newest snapshot of a day, in the zone of the person", () => {
    const snapshots = made("2026-03-01T09:00", "2026-03-01T23:30", "2026-03-02T00:30", "2026-03-02T23:59");
    expect(keptBy(snapshots, { daily: 7 })).toEqual({ 2: ["daily"], 4: ["daily"] });
    expect(keptBy(snapshots, { daily: 7 }, "UTC")).toEqual({ 3: ["daily"], 4: ["daily"] });
  });

  it("count days that have a snapshot, not days that passed", () => {
    const snapshots = made("2020-01-01", "2023-06-01", "2026-03-01");
    expect(keptBy(snapshots, { daily: 2 })).toEqual({ 2: ["daily"], 3: ["daily"] });
  });

  it("take weeks of ISO, which begin on Monday and may belong to the next year", () => {
    // 2024-12-29 is a Sunday; the Monday after it and New Year are in week 1 of 2025.
    const snapshots = made("2024-12-29T12:00", "2024-12-30T12:00", "2025-01-01T12:00", "2025-01-06T12:00");
    expect(keptBy(snapshots, { weekly: 9 })).toEqual({ 1: ["weekly"], 3: ["weekly"], 4: ["weekly"] });
    expect(keptBy(snapshots, { yearly: 9 })).toEqual({ 2: ["yearly"], 4: ["yearly"] });
    expect(keptBy(snapshots, { monthly: 1 })).toEqual({ 4: ["monthly"] });
  });

  it("say every reason, and keep the newest even when no rule does", () => {
    const snapshots = made("2026-05-01", "2026-05-02", "2026-04-01");
    expect(keptBy(snapshots, { last: 1, monthly: 1 })).toEqual({ 2: ["monthly"], 3: ["last"] });
    expect(keptBy(snapshots, { monthly: 1 })).toEqual({ 2: ["monthly"], 3: ["newest"] });
    expect(keptBy(made("2026-05-01"), { last: 2, yearly: 1 })).toEqual({ 1: ["last", "yearly"] });
  });

  it("take any time that a snapshot can have", () => {
    const snapshots = [0, Number.MAX_SAFE_INTEGER].map((createdAtMs, index) => ({ sequence: index + 1, createdAtMs }));
    expect(keptBy(snapshots, { yearly: 2 })).toEqual({ 1: ["yearly"], 2: ["yearly"] });
  });

  it("never forget the newest, and give a reason for whatever stays", () => {
    fc.assert(
      fc.property(someSnapshots, someRules, someZone, (snapshots, rules, zone) => {
        const judged = judge(snapshots, rules, zone);
        expect(judged).toHaveLength(snapshots.length);
        expect(judged.map(({ snapshot }) => snapshot)).toEqual([...snapshots].reverse());
        for (const [index, { reasons }] of judged.entries()) {
          if (index === 0) expect(reasons).not.toEqual([]);
          else expect(reasons).not.toContain("newest");
          for (const reason of reasons) if (reason !== "newest") expect(rules[reason]).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("forget nothing more when they are applied again", () => {
    fc.assert(
      fc.property(someSnapshots, someRules, someZone, (snapshots, rules, zone) => {
        const once = stay(snapshots, rules, zone);
        expect(stay(once, rules, zone)).toEqual(once);
      }),
    );
  });

  it("keep at least as much when they are more generous", () => {
    fc.assert(
      fc.property(someSnapshots, someRules, someRules, someZone, (snapshots, rules, more, zone) => {
        const generous: Retention = Object.fromEntries(
          (Object.keys({ ...rules, ...more }) as (keyof Retention)[]).map((rule) => [
            rule,
            (rules[rule] ?? 0) + (more[rule] ?? 0),
          ]),
        );
        expect(stay(snapshots, generous, zone)).toEqual(expect.arrayContaining(stay(snapshots, rules, zone)));
      }),
    );
  });

  it("keep no more of a kind than they say, each in a period of its own", () => {
    const name = { daily: "yyyy-LL-dd", weekly: "kkkk-WW", monthly: "yyyy-LL", yearly: "yyyy" } as const;
    fc.assert(
      fc.property(someSnapshots, someRules, someZone, (snapshots, rules, zone) => {
        const judged = judge(snapshots, rules, zone);
        const by = (reason: Reason) =>
          judged.filter(({ reasons }) => reasons.includes(reason)).map(({ snapshot }) => snapshot);
        expect(by("last")).toHaveLength(Math.min(rules.last ?? 0, snapshots.length));
        for (const [rule, format] of Object.entries(name) as [keyof typeof name, string][]) {
          const period = ({ createdAtMs }: Dated) => DateTime.fromMillis(createdAtMs, { zone }).toFormat(format);
          const all = [...new Set(snapshots.map(period))].sort().reverse();
          expect(by(rule).map(period).sort().reverse()).toEqual(all.slice(0, rules[rule] ?? 0));
        }
      }),
    );
  });
});

describe("keepsake forget", () => {
  beforeAll(buildOnce, 300_000);

  async function withBackups() {
    const { folder, vault, save } = await vaultFolder();
    const library = makeLibrary(1);
    for (const time of ["2026-01-31T10:00", "2026-02-01T10:00", "2026-02-01T23:00", "2026-02-02T10:00"]) {
      await runBackup(vault, library, { now: at(time) });
    }
    await save();
    return { folder, stored: () => readdirSync(join(folder, "vault/snapshots")).map((name) => Number(`0x${name}`)) };
  }

  it("forgets what no rule keeps, after it has shown the same without doing it", async () => {
    const { folder, stored } = await withBackups();
    const args = ["forget", "vault", "--keep-daily", "2", "--keep-monthly", "2", ...WITH_KEY];
    const kept = [
      { sequence: 4, createdAtMs: at("2026-02-02T10:00"), reasons: ["daily", "monthly"] },
      { sequence: 3, createdAtMs: at("2026-02-01T23:00"), reasons: ["daily"] },
      { sequence: 1, createdAtMs: at("2026-01-31T10:00"), reasons: ["monthly"] },
    ];
    expect(await keepsakeJson(folder, [...args, "--dry-run"])).toEqual({ kept, forgotten: [2], dryRun: true });
    expect(stored()).toEqual([1, 2, 3, 4]);
    const run = await keepsake(folder, args);
    expect(run.code).toBe(0);
    expect(run.stdout.split("\n").map((line) => line.trim())).toEqual([
      "Number  Time                      Kept as",
      "4  2026-02-02 10:00  keep    daily, monthly",
      "3  2026-02-01 23:00  keep    daily",
      "2  2026-02-01 10:00  forget",
      "1  2026-01-31 10:00  keep    monthly",
      "Forgot 1 snapshot. `keepsake prune` frees the space.",
      "",
    ]);
    expect(stored()).toEqual([1, 3, 4]);
    expect(await keepsakeJson(folder, args)).toEqual({ kept, forgotten: [], dryRun: false });
  });

  it("shows what the numbers would forget", async () => {
    const { folder, stored } = await withBackups();
    expect(await keepsakeJson(folder, ["forget", "vault", "2", "3", "--dry-run", ...WITH_KEY])).toEqual({
      forgotten: [2, 3],
      dryRun: true,
    });
    expect(stored()).toEqual([1, 2, 3, 4]);
  });

  it.each([
    "",
    "2 --keep-last 1",
    "--dry-run",
    "--keep-last 0",
    "--keep-daily -1",
    "--keep-weekly 1.5",
    "--keep-yearly all",
  ])("refuses `%s`", async (line) => {
    const args = line.split(" ").filter((arg) => arg !== "");
    const { folder } = await vaultFolder();
    const run = await keepsake(folder, ["forget", "vault", ...args, ...WITH_KEY]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("(usage)") });
  });
});
