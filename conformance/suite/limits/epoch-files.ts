import { concat, u64 } from "../../../reference/core/bytes.js";
import { seal, sealedSize } from "../../../reference/core/cobblestone.js";
import { deriveEpochKeys, sealContext } from "../../../reference/core/derive.js";
import { markName, snapshotName } from "../../../reference/core/names.js";
import { pad, paddedSize } from "../../../reference/core/padding.js";
import { nodeProvider as provider } from "../../../reference/node/provider-node.js";
import { accepted, type Limit, type Probe, rejected } from "./limit.js";
import { limitOf } from "./table.js";
import * as wire from "./wire.js";

const VAULT_ID = new Uint8Array(16).fill(0x11);
const ROOT_KEY = new Uint8Array(32).fill(0x22);
const EPOCH = 3;
const SEQUENCE = 100_000;
const SALT = new Uint8Array(24).fill(0x33);
const LARGE_MS = 120_000;
const bytes32 = (n: number) => {
  const bytes = new Uint8Array(32).fill(0x44);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
};

type Kind = "snapshot" | "mark";
const CODES = { snapshot: "snapshot.malformed", mark: "mark.malformed" } as const;
const KIND_BYTES = { snapshot: 2, mark: 4 } as const;

interface Sealing {
  readonly epoch?: number;
  readonly padded?: (protobuf: Uint8Array) => Uint8Array;
}

/** A file by someone who has the root key, whatever its content. */
async function fileOf(kind: Kind, protobuf: Uint8Array, { epoch = EPOCH, padded = pad }: Sealing = {}) {
  const keys = await deriveEpochKeys(provider, ROOT_KEY, VAULT_ID, epoch);
  const context = sealContext(kind, VAULT_ID, u64(epoch), u64(SEQUENCE));
  const prefix = concat(new TextEncoder().encode("KEEPSAKE"), Uint8Array.of(1, KIND_BYTES[kind]));
  return concat(prefix, u64(epoch), await seal(provider, keys[kind], context, padded(protobuf), SALT));
}

const nameOf = (kind: Kind) => (kind === "snapshot" ? snapshotName : markName)(SEQUENCE);

function read(kind: Kind, what: string, file: Uint8Array, isAccepted: boolean): Probe {
  return {
    what,
    args: { vaultId: VAULT_ID, epochs: [{ epoch: EPOCH, rootKey: ROOT_KEY }], name: nameOf(kind), file },
    expectation: isAccepted ? accepted({ epoch: EPOCH }) : rejected(CODES[kind]),
    deadlineMs: LARGE_MS,
  };
}

/** A snapshot in protobuf; `fields` stand where their numbers are. */
function snapshotMessage(fields: Readonly<Record<number, Uint8Array>> = {}): Uint8Array {
  const all: Record<number, Uint8Array> = {
    1: wire.number(1, SEQUENCE),
    2: wire.number(2, EPOCH),
    3: wire.number(3, 1),
    4: wire.bytes(4, new Uint8Array(16).fill(5)),
    ...fields,
  };
  return concat(...Object.values(all));
}

function markMessage(fields: Readonly<Record<number, Uint8Array>> = {}): Uint8Array {
  const all: Record<number, Uint8Array> = {
    1: wire.number(1, SEQUENCE),
    2: wire.number(2, EPOCH),
    3: wire.bytes(3, new Uint8Array(16).fill(5)),
    6: wire.bytes(6, bytes32(1)),
    ...fields,
  };
  return concat(...Object.values(all));
}

const reference = (length: number | bigint) =>
  concat(wire.bytes(1, bytes32(1)), wire.bytes(2, bytes32(2)), wire.number(3, length), wire.bytes(4, bytes32(3)));

const messageKey = (time: number) => concat(wire.number(1, 7), wire.number(2, time), wire.bytes(3, "m"));

const segment = (i: number, { length = 100 as number | bigint, frameCount = 1 as number | bigint } = {}) =>
  wire.bytes(
    11,
    wire.bytes(1, reference(length)),
    wire.number(2, frameCount),
    wire.bytes(3, messageKey(i + 1)),
    wire.bytes(4, messageKey(i + 1)),
  );

const SNAPSHOT = {
  chapter: "08-snapshots.md",
  operation: "snapshot.decode",
  requirements: ["snapshot-fields", "limits-accept"],
  why: "Whoever has a root key can seal anything: sizes and counts are checked after the seal as before it.",
};
const MARK = { ...SNAPSHOT, chapter: "09-vault.md", operation: "mark.decode", requirements: ["mark-malformed"] };

const ancestors = (count: number) =>
  wire.repeated(count, (i) => wire.bytes(10, wire.number(1, SEQUENCE - 1 - i), wire.bytes(2, bytes32(i))));

const snapshots: readonly Limit[] = [
  {
    ...SNAPSHOT,
    name: "snapshot/ancestors",
    row: "ancestors",
    title: "The number of ancestors",
    async *probes() {
      const most = limitOf("ancestors");
      for (const count of [most, most + 1]) {
        const file = await fileOf("snapshot", snapshotMessage({ 10: ancestors(count) }));
        yield read("snapshot", `${count} ancestors`, file, count === most);
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/segments",
    row: "segments",
    title: "The number of segments",
    profile: "full",
    async *probes() {
      const most = limitOf("segments");
      for (const count of [most, most + 1]) {
        const file = await fileOf("snapshot", snapshotMessage({ 11: wire.repeated(count, (i) => segment(i)) }));
        yield read("snapshot", `${count} segments`, file, count === most);
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/segment",
    row: "segment",
    title: "The length of a segment in a snapshot",
    async *probes() {
      const most = limitOf("segment");
      for (const length of [most, most + 1, 2 ** 40, Number.MAX_SAFE_INTEGER, ...wire.TOO_LARGE]) {
        const file = await fileOf("snapshot", snapshotMessage({ 11: segment(1, { length }) }));
        yield read("snapshot", `${length} bytes`, file, length === most);
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/segment-frame-count",
    row: "segment-frame-count",
    title: "The number of frames of a segment in a snapshot",
    async *probes() {
      const most = limitOf("segment-frame-count");
      for (const frameCount of [most, 0, most + 1, 2 ** 32 - 1, 2 ** 32, ...wire.TOO_LARGE]) {
        const file = await fileOf("snapshot", snapshotMessage({ 11: segment(1, { frameCount }) }));
        yield read("snapshot", `${frameCount} frames`, file, frameCount === most);
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/name",
    row: "name",
    title: "The size of names in a snapshot",
    async *probes() {
      const most = limitOf("name");
      for (const field of [5, 6, 7, 9]) {
        for (const [size, unit] of [
          [most, "a"],
          [most + 1, "a"],
          [most + 2, "é"],
        ] as const) {
          const text = unit.repeat(size / Buffer.byteLength(unit));
          const file = await fileOf("snapshot", snapshotMessage({ [field]: wire.bytes(field, text) }));
          yield read("snapshot", `${size} bytes in field ${field}`, file, size === most);
        }
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/writer-id",
    title: "The size of a writer id in a snapshot",
    async *probes() {
      for (const size of [16, 0, 15, 17]) {
        const file = await fileOf("snapshot", snapshotMessage({ 4: wire.bytes(4, new Uint8Array(size).fill(1)) }));
        yield read("snapshot", `${size} bytes`, file, size === 16);
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/number",
    row: "number",
    title: "Numbers of a snapshot",
    requirements: ["number-limit", "snapshot-epoch-field"],
    async *probes() {
      for (const field of [1, 2, 3, 8]) {
        for (const number of wire.TOO_LARGE) {
          const file = await fileOf("snapshot", snapshotMessage({ [field]: wire.number(field, number) }));
          yield read("snapshot", `field ${field} is ${number}`, file, false);
        }
      }
      const file = await fileOf("snapshot", snapshotMessage({ 8: wire.number(8, Number.MAX_SAFE_INTEGER) }));
      yield read("snapshot", "the last time", file, true);
      const raw = file.slice();
      raw.set([0x00, 0x20, 0, 0, 0, 0, 0, 0], 10);
      yield read("snapshot", "epoch 2^53 in the clear", raw, false);
      raw.fill(0xff, 10, 18);
      yield read("snapshot", "epoch 2^64 - 1 in the clear", raw, false);
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/lengths-past-the-end",
    isClaim: true,
    title: "Fields of a snapshot that say they are longer than it",
    requirements: ["proto-overrun", "snapshot-protobuf", "snapshot-padding"],
    async *probes() {
      for (const length of [100, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, ...wire.TOO_LARGE]) {
        for (const field of [4, 10, 11, 1000]) {
          const file = await fileOf("snapshot", snapshotMessage({ [field]: wire.overrun(field, length) }));
          yield read("snapshot", `field ${field} of ${length} bytes`, file, false);
        }
      }
      for (const first of [0x00, 0x20, 0x7f, 0x80, 0xff]) {
        const padded = (protobuf: Uint8Array) => {
          const whole = pad(protobuf);
          whole[0] = first;
          if (first === 0) whole[1] = 1;
          return whole;
        };
        const file = await fileOf("snapshot", snapshotMessage(), { padded });
        yield read("snapshot", `a length field that begins with ${first}`, file, false);
      }
    },
  },
  {
    ...SNAPSHOT,
    name: "snapshot/snapshot",
    row: "snapshot",
    title: "The size of a snapshot",
    requirements: ["snapshot-size-limit", "snapshot-padding", "limits-accept"],
    profile: "full",
    async *probes() {
      const most = limitOf("snapshot");
      for (const size of [most, most + 1]) {
        const file = await fileOf("snapshot", wire.filled(snapshotMessage(), size));
        yield read("snapshot", `${size} bytes`, file, size === most);
      }
      const larger = new Uint8Array(18 + sealedSize(paddedSize(most)) + 16_400);
      larger.set(await fileOf("snapshot", snapshotMessage()));
      yield read("snapshot", "a file that no snapshot has room for", larger, false);
    },
  },
];

const marks: readonly Limit[] = [
  {
    ...MARK,
    name: "mark/marked-objects",
    row: "marked-objects",
    title: "The number of objects in a mark",
    requirements: ["mark-malformed", "limits-accept"],
    profile: "full",
    async *probes() {
      const most = limitOf("marked-objects");
      for (const count of [most, most + 1]) {
        const file = await fileOf("mark", markMessage({ 6: wire.repeated(count, (i) => wire.bytes(6, bytes32(i))) }));
        yield read("mark", `${count} ids`, file, count === most);
      }
    },
  },
  {
    ...MARK,
    name: "mark/mark",
    row: "mark",
    title: "The size of a mark",
    requirements: ["mark-malformed", "limits-accept"],
    profile: "full",
    async *probes() {
      const most = limitOf("mark");
      for (const size of [most, most + 1]) {
        const file = await fileOf("mark", wire.filled(markMessage(), size));
        yield read("mark", `${size} bytes`, file, size === most);
      }
    },
  },
  {
    ...MARK,
    name: "mark/sizes",
    title: "The sizes of what is in a mark",
    async *probes() {
      for (const size of [16, 0, 15, 17]) {
        const file = await fileOf("mark", markMessage({ 3: wire.bytes(3, new Uint8Array(size).fill(1)) }));
        yield read("mark", `a writer id of ${size} bytes`, file, size === 16);
      }
      for (const size of [32, 0, 31, 33]) {
        const file = await fileOf("mark", markMessage({ 6: wire.bytes(6, new Uint8Array(size).fill(1)) }));
        yield read("mark", `an object id of ${size} bytes`, file, size === 32);
      }
      yield read("mark", "no object id", await fileOf("mark", markMessage({ 6: concat() })), false);
    },
  },
  {
    ...MARK,
    name: "mark/number",
    row: "number",
    title: "Numbers of a mark",
    requirements: ["number-limit", "mark-malformed"],
    async *probes() {
      for (const field of [1, 2, 4, 5]) {
        for (const number of wire.TOO_LARGE) {
          const file = await fileOf("mark", markMessage({ [field]: wire.number(field, number) }));
          yield read("mark", `field ${field} is ${number}`, file, false);
        }
      }
    },
  },
];

/** Limits of snapshots and marks. */
export const epochFileLimits: readonly Limit[] = [...snapshots, ...marks];
