import { createHash } from "node:crypto";
import { concat, concatAll, u16, u32, u64, utf8 } from "../../../reference/core/bytes.js";
import { accepted, type Limit, type Probe, rejected } from "./limit.js";
import { limitOf } from "./table.js";
import * as wire from "./wire.js";

const PREFIX = concat(utf8("KEEPSAKE"), Uint8Array.of(1, 5));
const LARGE_MS = 300_000;

interface Record {
  readonly name: string;
  readonly file: Uint8Array;
}

const recordOf = ({ name, file }: Record, length: Uint8Array = u64(file.length)) =>
  concat(Uint8Array.of(1), u16(name.length), utf8(name), length, file);

const entryOf = (name: string, offset: number, length: number | bigint) =>
  wire.bytes(1, wire.bytes(1, name), wire.number(2, offset), ...(length === 0 ? [] : [wire.number(3, length)]));

/** An archive with a right footer, whatever the records and the index are. */
function archiveOf(records: Uint8Array, index: Uint8Array, claimed = index.length): Uint8Array {
  const whole = concat(Uint8Array.of(2), u32(claimed), index);
  const sha = createHash("sha256").update(whole).digest();
  return concat(PREFIX, records, whole, u64(PREFIX.length + records.length), sha, utf8("KEEPSAKE"));
}

const HEADER: Record = { name: "headers/0000000000000001", file: utf8("a header") };
const plainRecords = recordOf(HEADER);
const plainIndex = entryOf(HEADER.name, PREFIX.length, HEADER.file.length);

function list(what: string, file: Uint8Array, code?: string): Probe {
  return {
    what,
    args: { file },
    expectation: code === undefined ? accepted() : rejected(code),
    deadlineMs: LARGE_MS,
  };
}

const SHARED = {
  chapter: "10-archive.md",
  operation: "archive.list",
  why: "Whoever gives a file away can write any number into it. What is not there is not waited or reserved for.",
};

const objectName = (i: number) => {
  const hex = i.toString(16).padStart(64, "0");
  return `objects/${hex.slice(0, 2)}/${hex}`;
};

/** An archive of one header and so many empty objects. */
function withObjects(count: number): Uint8Array {
  const records = [plainRecords];
  const entries = [plainIndex];
  let offset = PREFIX.length + plainRecords.length;
  for (let i = 0; i < count; i++) {
    const record = recordOf({ name: objectName(i), file: new Uint8Array() });
    records.push(record);
    entries.push(entryOf(objectName(i), offset, 0));
    offset += record.length;
  }
  return archiveOf(concatAll(records), concatAll(entries));
}

/** An archive of one header and one file more, whatever its name is; `before`: it stands before the header. */
function withName(name: string, before: boolean): Uint8Array {
  const other = { name, file: utf8("a file") };
  const files = before ? [other, HEADER] : [HEADER, other];
  const records = files.map((record) => recordOf(record));
  const [first, second] = files;
  const at = PREFIX.length + records[0]!.length;
  const index = [
    entryOf(first!.name, PREFIX.length, first!.file.length),
    entryOf(second!.name, at, second!.file.length),
  ];
  return archiveOf(concatAll(records), concatAll(index));
}

/** An index of entries without a name, two bytes each. */
const empty = (count: number) => new Uint8Array(2 * count).map((_, i) => (i % 2 === 0 ? 0x0a : 0));

/** Archives at their limits, and what says it is more than it is. */
export const archiveLimits: readonly Limit[] = [
  {
    ...SHARED,
    name: "archive/names-around",
    title: "Names that have that of a file of a vault in them",
    requirements: ["archive-names"],
    why: "A name is a path where the archive is unpacked: one that climbs out of the folder overwrites what is not the vault's.",
    *probes() {
      const file = "snapshots/0000000000000001";
      yield list(file, withName(file, false));
      for (const name of [`../${file}`, `/${file}`, `a/${file}`])
        yield list(name, withName(name, true), "archive.malformed");
      for (const name of [`${file}0`, `${file}.part`, `${file}/a`, `x/${file}`]) {
        yield list(name, withName(name, false), "archive.malformed");
      }
    },
  },
  {
    ...SHARED,
    name: "archive/claimed-sizes",
    isClaim: true,
    title: "An archive that says it is larger than it is",
    requirements: ["archive-offset", "archive-contiguous", "archive-record-matches", "number-limit"],
    *probes() {
      yield list("a right archive", archiveOf(plainRecords, plainIndex));
      for (const claimed of [0, 1, 2 ** 27, 2 ** 27 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
        yield list(`n is ${claimed}`, archiveOf(plainRecords, plainIndex, claimed), "archive.malformed");
      }
      for (const length of [9, 2 ** 32, Number.MAX_SAFE_INTEGER, ...wire.TOO_LARGE]) {
        const index = entryOf(HEADER.name, PREFIX.length, length);
        yield list(`an entry of ${length} bytes`, archiveOf(plainRecords, index), "archive.malformed");
      }
      for (const length of [9n, 2n ** 32n, ...wire.TOO_LARGE]) {
        const field = new Uint8Array(8);
        new DataView(field.buffer).setBigUint64(0, length);
        yield list(`a record of ${length} bytes`, archiveOf(recordOf(HEADER, field), plainIndex), "archive.malformed");
      }
      for (const length of [100, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 32, ...wire.TOO_LARGE]) {
        const index = concat(plainIndex, wire.overrun(1, length));
        yield list(
          `an entry that takes ${length} bytes of the index`,
          archiveOf(plainRecords, index),
          "archive.malformed",
        );
      }
      const file = archiveOf(plainRecords, plainIndex);
      for (const offset of [0n, 9n, BigInt(file.length), 2n ** 32n, ...wire.TOO_LARGE]) {
        const changed = file.slice();
        new DataView(changed.buffer).setBigUint64(changed.length - 48, offset);
        yield list(`the index begins at ${offset}`, changed, "archive.malformed");
      }
    },
  },
  {
    ...SHARED,
    name: "archive/endless",
    isClaim: true,
    title: "An archive without an end",
    requirements: ["archive-truncated", "archive-trailing"],
    *probes() {
      const lengthOf = (length: bigint) => {
        const field = new Uint8Array(8);
        new DataView(field.buffer).setBigUint64(0, length);
        return field;
      };
      for (const length of [1_000_000n, 2n ** 40n, BigInt(Number.MAX_SAFE_INTEGER)]) {
        const file = concat(PREFIX, recordOf(HEADER, lengthOf(length)), new Uint8Array(100_000));
        yield list(`a record of ${length} bytes that does not end`, file, "input.truncated");
      }
      const many = concat(
        PREFIX,
        wire.repeated(10_000, () => plainRecords),
      );
      yield list("the same record ten thousand times, and no index", many, "input.truncated");
      const zeros = concat(PREFIX, new Uint8Array(4_000_000));
      yield list("four million zeros", zeros, "input.truncated");
      const whole = archiveOf(plainRecords, plainIndex);
      yield list("four million zeros after the end", concat(whole, new Uint8Array(4_000_000)), "input.trailing-data");
    },
  },
  {
    ...SHARED,
    name: "archive/empty-entries",
    isClaim: true,
    title: "An index of more empty entries than are allowed",
    requirements: ["archive-entries-limit"],
    profile: "full",
    *probes() {
      const most = limitOf("archive-entries");
      yield list(`${most + 1} entries`, archiveOf(plainRecords, empty(most + 1)), "input.limit-exceeded");
      yield list("30 million entries", archiveOf(plainRecords, empty(30_000_000)), "input.limit-exceeded");
    },
  },
  {
    ...SHARED,
    name: "archive/as-many-empty-entries",
    title: "An index of as many empty entries as are allowed",
    requirements: ["archive-entries-limit", "archive-names"],
    profile: "full",
    *probes() {
      const most = limitOf("archive-entries");
      yield list(`${most} entries`, archiveOf(plainRecords, empty(most)), "archive.malformed");
    },
  },
  {
    ...SHARED,
    name: "archive/archive-entries",
    row: "archive-entries",
    title: "The number of entries of an archive",
    requirements: ["archive-entries-limit", "limits-accept"],
    profile: "soak",
    *probes() {
      const most = limitOf("archive-entries");
      yield list(`${most} entries`, withObjects(most - 1));
      yield list(`${most + 1} entries`, withObjects(most), "input.limit-exceeded");
    },
  },
  {
    ...SHARED,
    name: "archive/archive-index-bytes",
    row: "archive-index-bytes",
    title: "The size of the index of an archive",
    requirements: ["archive-index-limit", "limits-accept"],
    profile: "soak",
    *probes() {
      const most = limitOf("archive-index-bytes");
      for (const size of [most, most + 1]) {
        const file = archiveOf(plainRecords, wire.filled(plainIndex, size));
        yield list(`${size} bytes`, file, size === most ? undefined : "input.limit-exceeded");
      }
    },
  },
];
