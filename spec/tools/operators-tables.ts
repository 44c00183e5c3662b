import { MEDIA } from "../../reference/bench/scale/distributions.js";
import { storedObjectSize } from "../../reference/core/object.js";
import {
  costOf,
  mediaSizes,
  PICTURES,
  PRACTICE,
  PRICES,
  PROFILES,
  type Practice,
  type Profile,
  simulateYear,
  sizesOf,
  snapshotSize,
  thumbnailSizes,
  type Year,
} from "./operators.js";

/** Users of a large service, and how many of them are of which profile. Assumed. */
const USERS = 2e9;
const MIX: Readonly<Record<string, number>> = { light: 0.5, typical: 0.4, heavy: 0.1 };
const SECONDS_A_YEAR = 365 * 86_400;
const [S3] = PRICES;
const TYPICAL = PROFILES[1]!;

const number = (value: number) => Math.round(value).toLocaleString("en-US");
const money = (value: number) => `$${value < 0.1 ? value.toFixed(3) : value.toFixed(2)}`;
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

function bytes(value: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB", "PB", "EB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toPrecision(2)} ${units[power]}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/** What sealing and padding add to content of some sizes. */
function paddingTable(): string {
  const sizes = [200, 4000, 6000, 30_000, 180_000, 1_048_576, 3_000_000, 100_000_000];
  const rows = sizes.map((size) => {
    const stored = storedObjectSize(size);
    return [bytes(size), bytes(stored), percent(stored / size - 1)];
  });
  return table(["content", "stored", "more"], rows);
}

/** Mean sizes of what the simulation draws. */
function mediaTable(): string {
  const all = [
    ...MEDIA.map((media, i) => ({ name: media.name, share: percent(media.share), ...sizesOf(media.size, i) })),
    { name: "all media", share: "100 %", ...mediaSizes() },
    { name: "thumbnail", share: `of ${percent(PICTURES)}`, ...thumbnailSizes() },
  ];
  const rows = all.map(({ name, share, content, stored }) => [
    name,
    share,
    bytes(content),
    bytes(stored),
    percent(stored / content - 1),
  ]);
  return table(["", "share", "mean content", "mean stored", "more"], rows);
}

function userTable(): string {
  const rows = PROFILES.map((profile) => {
    const year = simulateYear(profile, PRACTICE);
    return [
      profile.name,
      `${profile.messagesPerDay}, ${profile.mediaPerDay}, ${profile.years}`,
      number(year.objects),
      bytes(year.bytes),
      percent(year.bytes / year.content - 1),
      number(year.writes),
      number(year.lists),
      number(year.reads),
      bytes(year.bytesWritten),
    ];
  });
  const head = [
    "user",
    "messages and media a day, years",
    "objects",
    "stored",
    "over content",
    "puts",
    "lists",
    "gets",
    "uploaded",
  ];
  return table(head, rows);
}

function costTable(): string {
  const rows = PROFILES.flatMap((profile) =>
    PRICES.map((prices) => {
      const { storage, requests, out, all } = costOf(simulateYear(profile, PRACTICE), profile, PRACTICE, prices);
      return [profile.name, prices.name, money(storage), money(requests), money(out), money(all)];
    }),
  );
  return table(["user", "store", "storage", "requests", "downloads", "a year"], rows);
}

const KNOBS: readonly (readonly [string, Partial<Practice>])[] = [
  ["as above", {}],
  ["every backup goes through all frames and lists the vault", { listsAll: true }],
  ["a backup an hour", { backupsPerYear: 8760 }],
  ["a backup a week", { backupsPerYear: 52 }],
  ["the newest snapshot only", { kept: 0 }],
  ["every nightly snapshot of a year kept", { kept: 364 }],
  ["no thumbnails", { thumbnails: 0 }],
  ["segments of 64 KiB (not this protocol)", { segment: 65_536 }],
  ["segments of 4 MiB (not this protocol)", { segment: 4_194_304 }],
];

function knobTable(): string {
  const rows = KNOBS.map(([name, change]) => {
    const practice = { ...PRACTICE, ...change };
    const year = simulateYear(TYPICAL, practice);
    const { storage, requests, all } = costOf(year, TYPICAL, practice, S3!);
    return [
      name,
      number(year.objects),
      bytes(year.bytes),
      number(year.writes),
      number(year.lists),
      bytes(year.bytesWritten),
      money(storage),
      money(requests),
      money(all),
    ];
  });
  return table(["", "objects", "stored", "puts", "lists", "uploaded", "storage", "requests", "a year"], rows);
}

function serviceTable(): string {
  const mean = (of: (year: Year, profile: Profile) => number) =>
    PROFILES.reduce((sum, profile) => sum + MIX[profile.name]! * of(simulateYear(profile, PRACTICE), profile), 0);
  const listsAll = PROFILES.reduce(
    (sum, profile) => sum + MIX[profile.name]! * simulateYear(profile, { ...PRACTICE, listsAll: true }).lists,
    0,
  );
  const perSecond = (requests: number) => `${number((USERS * requests) / SECONDS_A_YEAR)} a second`;
  const cost = (part: "storage" | "requests" | "out") =>
    `${((USERS * mean((year, profile) => costOf(year, profile, PRACTICE, S3!)[part])) / 1e9).toFixed(1)} billion dollars a year`;
  return table(
    ["of two billion users", ""],
    [
      ["objects", `${((USERS * mean((year) => year.objects)) / 1e12).toFixed(1)} trillion`],
      ["stored", bytes(USERS * mean((year) => year.bytes))],
      ["of it older versions that snapshots keep", bytes(USERS * mean((year) => year.keptBytes))],
      ["uploaded", `${bytes((USERS * mean((year) => year.bytesWritten)) / SECONDS_A_YEAR)} a second`],
      ["puts", perSecond(mean((year) => year.writes))],
      ["lists", perSecond(mean((year) => year.lists))],
      ["lists, if every backup listed the vault", perSecond(listsAll)],
      ["gets", perSecond(mean((year) => year.reads))],
      [`storage at the list price of ${S3!.name}`, cost("storage")],
      ["requests at that list price", cost("requests")],
      ["downloads at that list price", cost("out")],
      [
        "snapshots of a vault of 100 and of 10,000 segments",
        `${bytes(snapshotSize(100))}, ${bytes(snapshotSize(10_000))}`,
      ],
    ],
  );
}

/** The tables of the chapter by their names. */
export const TABLES: Readonly<Record<string, () => string>> = {
  padding: paddingTable,
  media: mediaTable,
  users: userTable,
  costs: costTable,
  knobs: knobTable,
  service: serviceTable,
};

const COMPUTED = /(<!-- computed: (\w+) -->\n)[\s\S]*?(?=<!-- end -->)/g;

/** The text of a chapter with its tables computed anew. */
export function withTables(text: string): string {
  return text.replace(
    COMPUTED,
    (_, start: string, name: string) => `${start}\n${TABLES[name]?.() ?? "no such table"}\n\n`,
  );
}
