import { compareBytes, u64 } from "../../reference/core/bytes.js";
import { deriveEpochKeys, sealContext } from "../../reference/core/derive.js";
import { markName } from "../../reference/core/names.js";
import { pad, paddedSize } from "../../reference/core/padding.js";
import { encodeMark, type Mark } from "../../reference/core/proto/codec.js";
import { EPOCHS, epochFileFaults, openInputs } from "./epoch-file-faults.js";
import { forgeEpochFile } from "./forge.js";
import { PLACE, WRITER_ID } from "./people.js";
import { provider, random } from "./seed.js";
import type { Accepted, Layer, Rejected } from "./vector.js";

const { vaultId } = PLACE;
const NUMBER = 3;
const IDS = [0, 1, 2].map((n) => random(`mark/object/${n}`, 32)).sort(compareBytes);
const PLAIN = {
  number: NUMBER,
  epoch: 2,
  writerId: WRITER_ID,
  createdAtMs: 1_767_225_600_000,
  graceMs: 604_800_000,
  objectIds: IDS,
} satisfies Mark;

const fileOf = (mark: Mark, epoch: 1 | 2 = 2) =>
  forgeEpochFile("mark", { vaultId, number: NUMBER, ...EPOCHS[epoch - 1]! }, pad(encodeMark(mark)));

async function opens(id: string, mark: Mark, comment: string, epoch: 1 | 2 = 2): Promise<Accepted> {
  const keys = await deriveEpochKeys(provider, EPOCHS[epoch - 1]!.rootKey, vaultId, epoch);
  return {
    id,
    title: comment,
    requirements: ["mark-malformed", "mark-auth"],
    operation: "open",
    inputs: openInputs(markName(NUMBER), await fileOf(mark, epoch)),
    ok: { protobuf: encodeMark(mark), number: NUMBER, epoch, objectIds: mark.objectIds! },
    intermediates: {
      key: keys.mark,
      context: sealContext("mark", vaultId, u64(epoch), u64(NUMBER)),
      paddedLength: paddedSize(encodeMark(mark).length),
    },
    comment,
  };
}

async function broken(id: string, mutation: string, change: Mark): Promise<Rejected> {
  return {
    id: `mark-${id}`,
    title: mutation,
    requirements: ["mark-malformed"],
    operation: "open",
    inputs: openInputs(markName(NUMBER), await fileOf({ ...PLAIN, ...change })),
    reject: { code: "mark.malformed" },
    parent: "mark-plain",
    mutation,
    comment: "Authentic, and against a rule of the table of fields.",
  };
}

/** Marks: what opens and what does not. */
export async function markLayer(): Promise<Layer> {
  const [a, b, c] = IDS;
  const sample = {
    kind: "mark",
    number: NUMBER,
    protobuf: encodeMark(PLAIN),
    parent: "mark-plain",
    name: markName(NUMBER),
    otherName: markName(NUMBER + 1),
  } as const;
  return {
    layer: "mark",
    spec: "spec/09-vault.md",
    notes: ["The reader has the root keys of `epochs`.", "`protobuf` is the canonical encoding of what was read."],
    vectors: [
      await opens("mark-plain", PLAIN, "Three objects."),
      await opens("mark-one-object", { ...PLAIN, objectIds: [a!] }, "One object."),
      await opens(
        "mark-former-epoch",
        { ...PLAIN, epoch: 1 },
        "Of the former epoch: it opens, and who prunes ignores it.",
        1,
      ),
      await opens(
        "mark-no-times",
        { number: NUMBER, epoch: 2, writerId: WRITER_ID, objectIds: IDS },
        "No time and no grace period.",
      ),
      ...(await epochFileFaults(sample)),
      await broken("no-objects", "the objects are removed", { objectIds: [] }),
      await broken("objects-order", "two objects change places", { objectIds: [b!, a!, c!] }),
      await broken("object-twice", "an object stands twice", { objectIds: [a!, a!, c!] }),
      await broken("object-id-31", "an id of 31 bytes", { objectIds: [a!, b!, c!.slice(0, 31)] }),
    ],
  };
}
