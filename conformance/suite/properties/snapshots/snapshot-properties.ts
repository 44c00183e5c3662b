import fc from "fast-check";
import { id, text, uint64 } from "../../../../reference/arbitraries/scalars.js";
import { deriveEpochKeys } from "../../../../reference/core/derive.js";
import { openSnapshot } from "../../../../reference/core/snapshot.js";
import { nodeProvider } from "../../../../reference/node/provider-node.js";
import { byReference, bytesOf } from "../answers.js";
import type { Property } from "../chapter.js";
import { counter, exactly, key, noise, shortId } from "../drawn.js";
import { digest } from "../oracle.js";
import { property } from "../property.js";
import { asked, drawnFile, fileOf, nameOf, SNAPSHOT, wrongly } from "./epoch-files.js";

const name = () => text(256);

/** References to segments: of the directory first, then of the timeline with times that ascend. */
const segments = () =>
  fc
    .tuple(
      fc.array(fc.tuple(id(), reference(), fc.integer({ min: 1, max: 131_072 })), { maxLength: 1 }),
      fc.array(fc.tuple(fc.nat(2 ** 31), fc.nat(1000), id(), id(), reference(), fc.integer({ min: 1, max: 131_072 })), {
        maxLength: 5,
      }),
    )
    .map(([directory, timeline]) => {
      let timeMs = 1;
      return [
        ...directory.map(([last, object, frameCount]) => ({
          object,
          frameCount,
          first: { rank: 1 },
          last: { rank: 6, id: last },
        })),
        ...timeline.map(([gap, span, first, last, object, frameCount]) => {
          const from = timeMs + gap;
          timeMs = from + span + 2;
          return {
            object,
            frameCount,
            first: { rank: 7, timeMs: from, id: first },
            last: { rank: 7, timeMs: timeMs - 1, id: last },
          };
        }),
      ];
    });

const reference = () =>
  fc.record({ id: key(), key: key(), length: fc.oneof(fc.nat(16_777_216), fc.constant(16_777_216)), digest: key() });

/** Ancestors below a sequence. */
const ancestors = (sequence: number) =>
  fc
    .uniqueArray(fc.record({ sequence: fc.integer({ min: 1, max: Math.max(1, sequence - 1) }), digest: key() }), {
      maxLength: sequence === 1 ? 0 : 5,
      selector: (ancestor) => ancestor.sequence,
    })
    .map((list) => list.sort((a, b) => b.sequence - a.sequence));

const totals = () =>
  fc.record(
    {
      frames: uint64(),
      chats: uint64(),
      messages: uint64(),
      attachments: uint64(),
      attachmentBytes: uint64(),
      photos: uint64(),
      videos: uint64(),
    },
    { requiredKeys: [] },
  );

const snapshot = () =>
  drawnFile(SNAPSHOT, (sequence) =>
    fc.record({
      minHeaderRevision: counter(),
      writerId: shortId(),
      writerName: name(),
      account: name(),
      service: name(),
      createdAtMs: uint64(),
      producer: name(),
      ancestors: ancestors(sequence),
      segments: segments(),
      totals: fc.option(totals(), { nil: null }),
    }),
  );

/** Properties of snapshots. */
export const snapshotProperties: readonly Property[] = [
  {
    name: "encode",
    title: "A snapshot is sealed byte for byte",
    requirements: ["proto-canonical", "pad-exact", "snapshot-auth"],
    operations: ["snapshot.encode"],
    why: "Its digest is what later snapshots and devices remember.",
    run: (context) =>
      property(
        context,
        [snapshot()],
        async (drawn) => {
          const { file, protobuf } = fileOf(SNAPSHOT, drawn);
          const { vaultId, epoch, rootKey, salt } = drawn;
          const args = { vaultId, epoch, rootKey, protobuf, sealSalt: salt };
          const ok = await context.expect("snapshot.encode", args, { ok: { name: nameOf(SNAPSHOT, drawn), file } });
          const written = bytesOf(ok, "file");
          await byReference("a snapshot", async () => {
            const keys = await deriveEpochKeys(nodeProvider, rootKey, vaultId, epoch);
            return openSnapshot(nodeProvider, new Map([[epoch, keys]]), vaultId, nameOf(SNAPSHOT, drawn), written);
          });
        },
        { cost: 3 },
      ),
  },
  {
    name: "decode",
    title: "A snapshot reads in every form that a writer may have given it",
    requirements: [
      "proto-noncanonical-accepted",
      "proto-keep-unknown",
      "proto-last-wins",
      "snapshot-fields",
      "snapshot-totals",
    ],
    operations: ["snapshot.decode"],
    why: "A later version adds fields, and another library orders them differently.",
    run: (context) =>
      property(
        context,
        [snapshot(), noise()],
        async (drawn, shape) => {
          const { file, protobuf } = fileOf(SNAPSHOT, drawn, shape);
          const { minHeaderRevision, ancestors, segments } = drawn.message as {
            minHeaderRevision: number;
            ancestors: readonly unknown[];
            segments: readonly unknown[];
          };
          const ok = {
            protobuf,
            sequence: drawn.number,
            epoch: drawn.epoch,
            minHeaderRevision,
            ancestors: ancestors.length,
            segments: segments.length,
            digest: digest(file),
          };
          await context.expect("snapshot.decode", asked(SNAPSHOT, drawn, file), { ok });
        },
        { cost: 3 },
      ),
  },
  {
    name: "wrong",
    title: "A snapshot that is damaged, moved, or sealed as what it is not, is refused",
    requirements: [
      "snapshot-auth",
      "snapshot-size",
      "snapshot-padding",
      "snapshot-name",
      "snapshot-epoch",
      "snapshot-epoch-unknown",
      "snapshot-features",
      "prefix-magic",
      "prefix-version",
      "prefix-kind",
    ],
    operations: ["snapshot.decode"],
    why: "A store can show any file under any name.",
    run: (context) =>
      property(
        context,
        [wrongly(SNAPSHOT, snapshot())],
        async ({ args, code }) => {
          await context.expect("snapshot.decode", args, { reject: { codes: [code] } });
        },
        { cost: 3 },
      ),
  },
  {
    name: "again",
    title: "A snapshot that the testee read and writes again opens to the same protobuf",
    requirements: ["proto-keep-unknown", "seal-random-salt"],
    operations: ["snapshot.decode", "snapshot.encode"],
    why: "What a program does not know it must not lose, and a rotation seals a snapshot again.",
    run: (context) =>
      property(
        context,
        [snapshot(), noise(), exactly(24)],
        async (drawn, shape, sealSalt) => {
          const { file, protobuf } = fileOf(SNAPSHOT, drawn, shape);
          const read = await context.expect("snapshot.decode", asked(SNAPSHOT, drawn, file), { ok: { protobuf } });
          const { vaultId, epoch, rootKey } = drawn;
          const args = { vaultId, epoch, rootKey, protobuf: bytesOf(read, "protobuf"), sealSalt };
          const written = await context.expect("snapshot.encode", args, { ok: {} });
          const again = asked(SNAPSHOT, drawn, bytesOf(written, "file"));
          await context.expect("snapshot.decode", again, { ok: { protobuf } });
        },
        { cost: 5 },
      ),
  },
];
