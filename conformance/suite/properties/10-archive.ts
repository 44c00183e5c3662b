import fc from "fast-check";
import { openArchive, verifyArchive } from "../../../reference/core/archive-read.js";
import { unpackArchive } from "../../../reference/core/archive-write.js";
import { bytesSource } from "../../../reference/core/source.js";
import { createMemoryStore } from "../../../reference/core/store-memory.js";
import { nodeProvider } from "../../../reference/node/provider-node.js";
import { byReference, bytesOf, filesOf, mustEqual, succeed } from "./answers.js";
import { casesOf, type Property } from "./chapter.js";
import { bytesOfPattern, counter, exactly, key, noise, type Pattern, part, shortId, someBytes } from "./drawn.js";
import { ascii, big, filePrefix, join, KIND, numberName, objectName, sha256, u32, u64 } from "./oracle.js";
import { property } from "./property.js";
import { encode, encodeNoisily, type Noise } from "./protobuf.js";
import { dice } from "./random.js";
import { drawnSlot, headerFile, sealSlot } from "./slots.js";

/** Files as an archive holds them: bytes by name. */
type Files = Readonly<Record<string, Uint8Array>>;

const header = () =>
  fc
    .tuple(
      fc.record({ vaultId: shortId(), epoch: fc.integer({ min: 1, max: 3 }), prfSalt: key(), rootKey: key() }),
      drawnSlot(),
      counter(),
      exactly(24),
    )
    .map(([at, slot, revision, sealSalt]) => {
      const details = { writerId: at.vaultId };
      const file = headerFile({ ...at, revision, slots: [sealSlot(slot, at)], details, sealSalt });
      return { epoch: at.epoch, revision, file };
    });

const blob = (): fc.Arbitrary<Pattern> => fc.record({ length: fc.nat(400), seed: fc.nat(999) });

/** Snapshots and objects, of any bytes: packing needs no key. */
const others = (): fc.Arbitrary<Files> =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          counter().map((n) => numberName("snapshots", n)),
          key().map(objectName),
        ),
        blob(),
      ),
      {
        maxLength: 8,
      },
    )
    .map((files) => Object.fromEntries(files.map(([name, pattern]) => [name, bytesOfPattern(pattern)])));

/** What a vault may hold besides, and an archive does not. */
const leftOut = (): fc.Arbitrary<Files> =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          counter().map((n) => numberName("marks", n)),
          fc.constantFrom(
            "notes.txt",
            "headers/1",
            "snapshots/000000000000000g",
            "objects/00/aa",
            "headers/0000000000000000",
            "Headers/0000000000000001",
            "snapshots/0000000000000001.tmp",
          ),
        ),
        blob(),
      ),
      { maxLength: 4 },
    )
    .map((files) => Object.fromEntries(files.map(([name, pattern]) => [name, bytesOfPattern(pattern)])));

const inOrder = (files: Files): [string, Uint8Array][] =>
  Object.entries(files).sort(([a], [b]) => Buffer.compare(ascii(a), ascii(b)));

const record = (name: string, file: Uint8Array) =>
  join(Uint8Array.of(1), big(name.length, 2), ascii(name), u64(file.length), file);

/** An archive of files in this order. */
function archiveOf(
  files: readonly (readonly [string, Uint8Array])[],
  shape?: Noise,
): { file: Uint8Array; entries: { name: string; offset: number; length: number }[] } {
  const entries: { name: string; offset: number; length: number }[] = [];
  const parts = [filePrefix(KIND.archive)];
  let offset = 10;
  for (const [name, file] of files) {
    entries.push({ name, offset, length: file.length });
    parts.push(record(name, file));
    offset += 11 + name.length + file.length;
  }
  const message =
    shape === undefined ? encode("ArchiveIndex", { entries }) : encodeNoisily("ArchiveIndex", { entries }, shape).bytes;
  const index = join(Uint8Array.of(2), u32(message.length), message);
  return { file: join(...parts, index, u64(offset), sha256(index), ascii("KEEPSAKE")), entries };
}

const withHeader = (drawn: { revision: number; file: Uint8Array }, rest: Files): Files => ({
  ...rest,
  [numberName("headers", drawn.revision)]: drawn.file,
});

const shuffled = (files: Files, seed: number): Files => Object.fromEntries(dice(seed).shuffle(Object.entries(files)));

const properties: readonly Property[] = [
  {
    name: "pack",
    title: "A vault packs to the same bytes, in whatever order its files are listed, and without what does not belong",
    requirements: ["archive-sorted", "archive-one-header", "archive-complete", "archive-no-marks", "archive-no-others"],
    operations: ["archive.pack"],
    why: "Two archives of one vault are the same file.",
    run: (context) =>
      property(
        context,
        [
          fc.uniqueArray(header(), { minLength: 1, maxLength: 3, selector: ({ revision }) => revision }),
          others(),
          leftOut(),
          fc.nat(),
        ],
        async (headers, rest, besides, seed) => {
          const [newest] = [...headers].sort((a, b) => b.epoch - a.epoch || b.revision - a.revision);
          const all = headers.reduce((files, each) => withHeader(each, files), { ...rest, ...besides } as Files);
          const expected = archiveOf(inOrder(withHeader(newest!, rest)));
          await context.expect("archive.pack", { files: shuffled(all, seed) }, { ok: { file: expected.file } });
        },
        { cost: 3 },
      ),
  },
  {
    name: "read",
    title: "An archive lists and unpacks to its files, whatever form its index has",
    requirements: ["archive-record-matches", "archive-contiguous", "proto-noncanonical-accepted"],
    operations: ["archive.list", "archive.unpack"],
    why: "The index is protobuf like any other: in any order of fields, with fields that are not known.",
    run: (context) =>
      property(
        context,
        [header(), others(), fc.option(noise(), { nil: undefined })],
        async (drawn, rest, shape) => {
          const files = inOrder(withHeader(drawn, rest));
          const { file, entries } = archiveOf(files, shape);
          await context.expect("archive.list", { file }, { ok: { entries } });
          await context.expect("archive.unpack", { file }, { ok: { files: Object.fromEntries(files) } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "cut",
    title: "An archive that is cut, or followed by something, says which",
    requirements: ["archive-short", "archive-truncated", "archive-trailing"],
    operations: ["archive.list"],
    why: "Copy it again, or look at what follows: the owner has to know.",
    run: (context) =>
      property(
        context,
        [header(), others(), fc.oneof(fc.record({ cut: part() }), fc.record({ rest: someBytes(60, 1) }))],
        async (drawn, rest, change) => {
          const { file } = archiveOf(inOrder(withHeader(drawn, rest)));
          const given =
            "cut" in change ? file.subarray(0, Math.floor(change.cut * file.length)) : join(file, change.rest);
          // By accident it may end as an archive does.
          if (Buffer.from(given.subarray(-8)).toString("latin1") === "KEEPSAKE" && given.length >= 48) return;
          const code = "cut" in change ? "input.truncated" : "input.trailing-data";
          await context.expect("archive.list", { file: given }, { reject: { codes: [code] } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "damaged",
    title: "A changed byte outside of the files themselves is noticed",
    requirements: [
      "archive-sha256",
      "archive-record-matches",
      "archive-offset",
      "archive-magic",
      "archive-version",
      "archive-kind",
    ],
    operations: ["archive.list"],
    why: "Records and index say the same twice; what differs is not used.",
    run: (context) =>
      property(
        context,
        [header(), others(), part(), fc.constantFrom("prefix", "record", "index", "footer"), fc.nat(7)],
        async (drawn, rest, where, region, bit) => {
          const files = inOrder(withHeader(drawn, rest));
          const { file, entries } = archiveOf(files);
          const last = entries.at(-1)!;
          const index = last.offset + 11 + last.name.length + last.length;
          const footer = file.length - 48;
          const entry = entries[Math.floor(where * entries.length)]!;
          const from = { prefix: 0, record: entry.offset, index, footer }[region];
          const to = { prefix: 10, record: entry.offset + 11 + entry.name.length, index: footer, footer: footer + 40 }[
            region
          ];
          const inside = (where * 7919) % 1;
          const at = from + Math.floor(inside * (to - from));
          file[at]! ^= 1 << bit;
          const code = at < 8 ? "input.malformed" : at === 8 ? "input.unsupported-version" : "archive.malformed";
          // An index that says it is longer than it may be is beyond a limit before anything else.
          const codes = region === "index" || region === "footer" ? [code, "input.limit-exceeded"] : [code];
          await context.expect("archive.list", { file }, { reject: { codes } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "wrong-entries",
    title: "Entries that are twice, out of order, or no names of a vault are refused",
    requirements: ["archive-duplicate", "archive-order", "archive-names", "archive-header-count", "archive-no-marks"],
    operations: ["archive.list"],
    why: "A name that stands twice is two files for one reader and another one for the next.",
    run: (context) =>
      property(
        context,
        [
          header(),
          others(),
          fc.constantFrom("twice", "order", "name", "mark", "none", "two headers"),
          fc.nat(),
          counter(),
        ],
        async (drawn, rest, what, seed, n) => {
          const files = inOrder(withHeader(drawn, rest));
          const at = seed % files.length;
          let wrong: [string, Uint8Array][] = files;
          let code = "archive.malformed";
          if (what === "twice") [wrong, code] = [files.toSpliced(at, 0, files[at]!), "archive.duplicate"];
          if (what === "order") {
            if (files.length < 2) return;
            const first = at % (files.length - 1);
            wrong = files.toSpliced(first, 2, files[first + 1]!, files[first]!);
          }
          if (what === "name") wrong = [...files, ["zebra", Uint8Array.of(1)]];
          if (what === "mark")
            wrong = inOrder({ ...Object.fromEntries(files), [numberName("marks", n)]: Uint8Array.of(1) });
          if (what === "none") wrong = inOrder(rest);
          if (what === "two headers") {
            if (n === drawn.revision) return;
            wrong = inOrder({ ...Object.fromEntries(files), [numberName("headers", n)]: drawn.file });
          }
          await context.expect("archive.list", { file: archiveOf(wrong).file }, { reject: { codes: [code] } });
        },
        { cost: 2 },
      ),
  },
  {
    name: "packed-by-testee",
    title: "What the testee packs, the reference unpacks",
    requirements: ["archive-sorted", "archive-complete", "archive-record-matches"],
    operations: ["archive.pack", "archive.unpack"],
    why: "An archive is carried to another program.",
    run: (context) =>
      property(
        context,
        [header(), others()],
        async (drawn, rest) => {
          const files = withHeader(drawn, rest);
          const file = bytesOf(await succeed(context, "archive.pack", { files }), "file");
          const store = createMemoryStore();
          await byReference("an archive", async () => {
            const archive = await openArchive(bytesSource(file), nodeProvider);
            await verifyArchive(archive);
            await unpackArchive(archive, store);
          });
          mustEqual("what the reference unpacks", Object.fromEntries(store.files), files);
          const unpacked = filesOf(await succeed(context, "archive.unpack", { file }), "files");
          mustEqual("what the testee unpacks", unpacked, files);
        },
        { cost: 4 },
      ),
  },
];

/** Chapter 10. */
export const archives = casesOf("10-archive.md", properties);
