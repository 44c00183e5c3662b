import { dice, type LogNormal, logNormal, MEDIA } from "../../reference/bench/scale/distributions.js";
import { createLibrary } from "../../reference/bench/scale/library.js";
import { sealedSize } from "../../reference/core/cobblestone-message.js";
import { storedObjectSize } from "../../reference/core/object.js";
import { paddedSize } from "../../reference/core/padding.js";
import { encodeSnapshot } from "../../reference/core/proto/codec.js";
import { createSegmentCutter } from "../../reference/core/segment-cutter.js";

/** How much somebody writes. Assumed. */
export interface Profile {
  readonly name: string;
  readonly messagesPerDay: number;
  readonly mediaPerDay: number;
  /** Years that are in the backup. */
  readonly years: number;
}

/** How a service uses the protocol. */
export interface Practice {
  readonly backupsPerYear: number;
  /** Snapshots that are kept besides the newest. */
  readonly kept: number;
  /** Share of photos and videos that have a thumbnail. */
  readonly thumbnails: number;
  /** Bytes after which a segment is cut. The protocol has 1 MiB. */
  readonly segment: number;
  /** Whether every backup lists the whole vault, as one does that goes through all frames. */
  readonly listsAll: boolean;
  /** Whole restores a year. */
  readonly restores: number;
}

/** List prices in US dollars. Assumed: see the chapter for what was read where. */
export interface Prices {
  readonly name: string;
  readonly gigabyteMonth: number;
  /** Of 1,000 requests. */
  readonly write: number;
  readonly list: number;
  readonly read: number;
  /** Of a gigabyte to a phone. */
  readonly out: number;
  /** Bytes that a smaller object is billed as. */
  readonly leastBilled: number;
}

export const PROFILES: readonly Profile[] = [
  { name: "light", messagesPerDay: 10, mediaPerDay: 0.5, years: 3 },
  { name: "typical", messagesPerDay: 50, mediaPerDay: 3, years: 4 },
  { name: "heavy", messagesPerDay: 300, mediaPerDay: 20, years: 6 },
];

/** Every night, on the changes; a week of nights, four weeks and twelve months are kept. */
export const PRACTICE: Practice = {
  backupsPerYear: 365,
  kept: 22,
  thumbnails: 1,
  segment: 1_048_576,
  listsAll: false,
  restores: 0.3,
};

export const PRICES: readonly Prices[] = [
  { name: "S3 Standard", gigabyteMonth: 0.023, write: 0.005, list: 0.005, read: 0.0004, out: 0.09, leastBilled: 0 },
  {
    name: "S3 Standard-IA",
    gigabyteMonth: 0.0125,
    write: 0.01,
    list: 0.01,
    read: 0.001,
    out: 0.1,
    leastBilled: 131_072,
  },
  { name: "R2 Standard", gigabyteMonth: 0.015, write: 0.0045, list: 0.0045, read: 0.00036, out: 0, leastBilled: 0 },
];

/** Requests of one backup besides those for new objects, as the benchmark measures them. */
export const LISTS = 9;
export const GETS = 8;
const SNAPSHOT_PUT = 1;
/** Times that a backup lists the vault, or asks for an object that is new. */
export const LOOKS = 3;
const NAMES_PER_LIST = 1000;

const THUMBNAIL: LogNormal = { median: 6000, spread: 0.4, most: 60_000 };
const SAMPLES = 20_000;
const MONTHS = 12;
const GB = 1e9;

/** Mean bytes of content and of the stored object. */
export interface Sizes {
  readonly content: number;
  readonly stored: number;
}

/** A distribution of sizes, drawn often enough. */
export function sizesOf(of: LogNormal, purpose = 0): Sizes {
  const roll = dice(7);
  const lengths = Array.from({ length: SAMPLES }, (_, i) =>
    logNormal(of, roll(i, 2 * purpose), roll(i, 2 * purpose + 1)),
  );
  return { content: mean(lengths), stored: mean(lengths.map(storedObjectSize)) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One photo, video, voice note or document, by their shares. */
export function mediaSizes(): Sizes {
  const sizes = MEDIA.map((media, i) => ({ share: media.share, ...sizesOf(media.size, i) }));
  return {
    content: sizes.reduce((sum, { share, content }) => sum + share * content, 0),
    stored: sizes.reduce((sum, { share, stored }) => sum + share * stored, 0),
  };
}

export const thumbnailSizes = (): Sizes => sizesOf(THUMBNAIL, MEDIA.length);

/** Share of media that a thumbnail can be made of. */
export const PICTURES = MEDIA.filter(({ name }) => name === "photo" || name === "video").reduce(
  (sum, m) => sum + m.share,
  0,
);

/** Bytes that a message takes in a segment, by cutting generated ones. */
export function bytesPerMessage(): number {
  const messages = 5000;
  const library = createLibrary({ seed: 1, messages, media: 300, chats: 20, years: 1, mediaScale: 1 });
  const cutter = createSegmentCutter();
  let bytes = 0;
  for (const frame of library.directory()) cutter.push(frame);
  cutter.finish();
  for (const frame of library.timeline()) bytes += cutter.push(frame)?.content.length ?? 0;
  return (bytes + (cutter.finish()?.content.length ?? 0)) / messages;
}

/** Bytes of a stored snapshot of so many segments, with a full list of ancestors. */
export function snapshotSize(segments: number): number {
  const key = { rank: 7, timeMs: 1.7e12, id: "m-00000000" };
  const object = { id: new Uint8Array(32), key: new Uint8Array(32), length: 900_000, digest: new Uint8Array(32) };
  const protobuf = encodeSnapshot({
    sequence: 1000,
    epoch: 1,
    minHeaderRevision: 1,
    writerId: new Uint8Array(16),
    segments: Array.from({ length: Math.max(1, Math.round(segments)) }, () => ({
      object,
      frameCount: 4000,
      first: key,
      last: key,
    })),
    ancestors: Array.from({ length: 64 }, (_, i) => ({ sequence: 999 - i, digest: new Uint8Array(32) })),
  });
  return 18 + sealedSize(paddedSize(protobuf.length));
}

/** What one user's vault holds at the end, and what a year of backups asks of the store. */
export interface Year {
  readonly objects: number;
  /** Bytes stored, of which the older versions of segments and snapshots that are kept. */
  readonly bytes: number;
  readonly keptBytes: number;
  /** Bytes of content in the newest backup, before padding and sealing. */
  readonly content: number;
  readonly writes: number;
  readonly lists: number;
  readonly reads: number;
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

/** Simulates a year of one user. */
export function simulateYear(profile: Profile, practice: Practice): Year {
  const { messagesPerDay, mediaPerDay, years } = profile;
  const { backupsPerYear, kept, segment, thumbnails, restores } = practice;
  const [media, thumbnail, perMessage] = [mediaSizes(), thumbnailSizes(), bytesPerMessage()];
  const monthBytes = (messagesPerDay * 365 * perMessage) / MONTHS;
  const backupsPerMonth = backupsPerYear / MONTHS;
  const segmentsPerMonth = Math.ceil(monthBytes / segment);
  const segments = 1 + years * MONTHS * segmentsPerMonth;
  const newSnapshot = snapshotSize(segments);

  // A backup writes the segments that grew since the last one: the last of the month, and any that were filled.
  let [segmentPuts, segmentBytes] = [0, 0];
  for (let i = 1, before = 0; i <= Math.max(1, Math.round(backupsPerMonth)); i++) {
    const now = (monthBytes * i) / Math.max(1, Math.round(backupsPerMonth));
    for (let start = Math.floor(before / segment) * segment; start < now; start += segment) {
      segmentPuts++;
      segmentBytes += storedObjectSize(Math.round(Math.min(segment, now - start)));
    }
    before = now;
  }
  const scale = Math.min(backupsPerMonth, 1);
  segmentPuts *= MONTHS * scale;
  segmentBytes *= MONTHS * scale;

  const newMedia = mediaPerDay * 365;
  const thumbnailsPerMedia = PICTURES * thumbnails;
  const newObjects = newMedia * (1 + thumbnailsPerMedia);
  const perMedia = media.stored + thumbnailsPerMedia * thumbnail.stored;
  const allMedia = newMedia * years;
  const newestBytes = allMedia * perMedia + years * MONTHS * storedSegments(monthBytes, segment);
  const versions = Math.min(kept, backupsPerYear);
  const keptBytes = versions * (newSnapshot + segmentBytes / Math.max(segmentPuts, 1));
  const objects = allMedia * (1 + thumbnailsPerMedia) + segments + 2 * versions + 2;
  const restoreReads = restores * (objects - 2 * versions);
  const wholeLists = Math.ceil(objects / NAMES_PER_LIST);
  return {
    objects,
    bytes: newestBytes + newSnapshot + keptBytes,
    keptBytes,
    content: allMedia * (media.content + thumbnailsPerMedia * thumbnail.content) + years * MONTHS * monthBytes,
    writes: newObjects + segmentPuts + backupsPerYear * SNAPSHOT_PUT,
    lists: backupsPerYear * (LISTS + (practice.listsAll ? LOOKS * wholeLists : 0)),
    reads: backupsPerYear * GETS + restoreReads + (practice.listsAll ? 0 : LOOKS * (newObjects + segmentPuts)),
    bytesWritten: newMedia * perMedia + segmentBytes + backupsPerYear * newSnapshot,
    bytesRead: restores * newestBytes + backupsPerYear * (newSnapshot * 3 + segmentBytes / Math.max(segmentPuts, 1)),
  };
}

function storedSegments(monthBytes: number, segment: number): number {
  const whole = Math.floor(monthBytes / segment);
  const rest = Math.round(monthBytes - whole * segment);
  return whole * storedObjectSize(segment) + (rest > 0 ? storedObjectSize(rest) : 0);
}

/** Dollars a year, by what they are paid for. */
export interface Cost {
  readonly storage: number;
  readonly requests: number;
  readonly out: number;
  readonly all: number;
}

/** What a year costs. Where small objects are billed as larger ones, thumbnails and half of the segments are. */
export function costOf(year: Year, profile: Profile, practice: Practice, prices: Prices): Cost {
  const pictures = profile.mediaPerDay * 365 * profile.years * PICTURES * practice.thumbnails;
  const padding = Math.max(0, prices.leastBilled - thumbnailSizes().stored) * pictures;
  const storage = ((year.bytes + padding) / GB) * prices.gigabyteMonth * MONTHS;
  const requests = (year.writes * prices.write + year.lists * prices.list + year.reads * prices.read) / 1000;
  const out = (year.bytesRead / GB) * prices.out;
  return { storage, requests, out, all: storage + requests + out };
}
