import fc from "fast-check";
import { uint64 } from "../../../../reference/arbitraries/scalars.js";
import { deriveEpochKeys } from "../../../../reference/core/derive.js";
import { openMark } from "../../../../reference/core/mark.js";
import { nodeProvider } from "../../../../reference/node/provider-node.js";
import { byReference, bytesOf } from "../answers.js";
import type { Property } from "../chapter.js";
import { key, noise, shortId } from "../drawn.js";
import { property } from "../property.js";
import { asked, drawnFile, fileOf, MARK, nameOf, wrongly } from "./epoch-files.js";

const objectIds = () =>
  fc
    .uniqueArray(key(), { minLength: 1, maxLength: 8, selector: (bytes) => bytes.join() })
    .map((ids) => ids.sort(Buffer.compare));

const mark = () =>
  drawnFile(MARK, () =>
    fc.record({ writerId: shortId(), createdAtMs: uint64(), graceMs: uint64(), objectIds: objectIds() }),
  );

/** Properties of marks. */
export const markProperties: readonly Property[] = [
  {
    name: "mark-encode",
    title: "A mark is sealed byte for byte",
    requirements: ["proto-canonical", "pad-exact", "mark-auth"],
    operations: ["mark.encode"],
    why: "Another pruner has to open it before it deletes anything.",
    run: (context) =>
      property(
        context,
        [mark()],
        async (drawn) => {
          const { file, protobuf } = fileOf(MARK, drawn);
          const { vaultId, epoch, rootKey, salt } = drawn;
          const args = { vaultId, epoch, rootKey, protobuf, sealSalt: salt };
          const ok = await context.expect("mark.encode", args, { ok: { name: nameOf(MARK, drawn), file } });
          const written = bytesOf(ok, "file");
          await byReference("a mark", async () => {
            const keys = await deriveEpochKeys(nodeProvider, rootKey, vaultId, epoch);
            return openMark(nodeProvider, new Map([[epoch, keys]]), vaultId, nameOf(MARK, drawn), written);
          });
        },
        { cost: 2 },
      ),
  },
  {
    name: "mark-decode",
    title: "A mark reads in every form that a writer may have given it",
    requirements: ["proto-noncanonical-accepted", "proto-keep-unknown", "mark-malformed"],
    operations: ["mark.decode"],
    why: "A mark that is not understood keeps its objects in the store for ever.",
    run: (context) =>
      property(
        context,
        [mark(), noise()],
        async (drawn, shape) => {
          const { file, protobuf } = fileOf(MARK, drawn, shape);
          const { objectIds } = drawn.message as { objectIds: Uint8Array[] };
          const ok = { protobuf, number: drawn.number, epoch: drawn.epoch, objectIds };
          await context.expect("mark.decode", asked(MARK, drawn, file), { ok });
        },
        { cost: 2 },
      ),
  },
  {
    name: "mark-wrong",
    title: "A mark that is damaged, moved, or sealed as what it is not, is refused",
    requirements: ["mark-auth", "mark-malformed", "prefix-version"],
    operations: ["mark.decode"],
    why: "What a mark lists is deleted.",
    run: (context) =>
      property(
        context,
        [wrongly(MARK, mark())],
        async ({ args, code }) => {
          await context.expect("mark.decode", args, { reject: { codes: [code] } });
        },
        { cost: 2 },
      ),
  },
];
