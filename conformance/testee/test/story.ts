import { fromHex, utf8 } from "../../../reference/core/bytes.js";
import { encodeHeaderDetails } from "../../../reference/core/proto/codec.js";
import type { Values } from "../../suite/case.js";
import { bytesOf, filesOf, type Inputs, loadVector } from "../../suite/vectors/load.js";
import { type Exchange, exchange, okOf } from "./wire.js";

const [creation, filled] = loadVector("vault", "vault-example").inputs.steps;
export const NOW: number = creation.now;
const WEEK = 604_800_000;

const slots = creation.slots.map(({ kind, digits, label, rpId, transports, backupEligibility, ...slot }: Inputs) =>
  kind === "recovery-key"
    ? { secret: { kind, digits }, label }
    : {
        secret: {
          kind: "cred-random",
          credentialId: bytesOf(slot.credentialId),
          rpId,
          credRandom: bytesOf(slot.credRandom),
        },
        label,
        transports,
        backupEligibility,
      },
);

/** Opens the vault of the story. */
export const SECRET: Values = slots[0].secret;

/** Arguments of a `vault.backup` of the example of the specification. */
export const BACKUP: Values = {
  now: filled.now,
  frames: filled.frames.map(bytesOf),
  contents: filesOf(filled.contents),
  account: filled.account,
};

/** A vault as a device has it. */
export interface Device {
  readonly files: Map<string, Uint8Array>;
  state: Uint8Array | undefined;
}

/** Arguments that open the vault of a device. */
export const opening = ({ files, state }: Device): Values => ({ files: Object.fromEntries(files), state });

/** Takes over what an operation did. */
export function follow(device: Device, done: Exchange): Exchange {
  const { log, state } = okOf(done);
  for (const entry of log as readonly Values[]) {
    if (entry.put !== undefined) device.files.set(entry.put as string, entry.bytes as Uint8Array);
    if (entry.delete !== undefined) device.files.delete(entry.delete as string);
  }
  device.state = (state as Uint8Array | undefined) ?? device.state;
  return done;
}

/** Makes a vault, for a device that knows nothing yet. */
export async function created(): Promise<{ device: Device; done: Exchange }> {
  const device: Device = { files: new Map(), state: undefined };
  const args = { slots, writerName: creation.writerName, now: NOW, allowDeviceBoundOnly: false };
  return { device, done: follow(device, await exchange("vault.create", args)) };
}

const ORIGINALS: Values = { frames: BACKUP.frames, contents: BACKUP.contents, now: NOW };

/** A life of a vault in which every operation on vaults happens, and most are refused once. */
export async function* tellStory(): AsyncGenerator<Exchange> {
  const { device, done } = await created();
  yield done;
  const write = async (operation: string, args: Values = {}) =>
    follow(device, await exchange(operation, { ...opening(device), now: NOW, ...args }));
  const look = (operation: string, args: Values = {}) => exchange(operation, { ...opening(device), ...args });

  yield await exchange("vault.create", { slots: [], now: NOW });
  yield await look("vault.restore", { now: NOW });
  yield await write("vault.backup", BACKUP);
  yield await look("vault.backup", { ...BACKUP, interference: [{ before: "put", prefix: "snapshots/", fail: true }] });
  yield await look("vault.open");
  yield await exchange("vault.open", { files: {}, secret: SECRET });
  yield await look("vault.history");
  yield await look("vault.repair-objects", ORIGINALS);
  yield await look("vault.restore", { now: NOW });
  yield await look("vault.read-range", { attachmentId: "a1", start: 3, end: 7 });
  yield await look("vault.read-range", { attachmentId: "nothing", start: 0, end: 0 });
  yield await look("vault.check", { readData: true });
  yield await look("vault.archive", { sequences: [1] });

  const newKey = {
    secret: { kind: "recovery-key", digits: okOf(await exchange("recovery-key.generate", {})).digits! },
  };
  yield await write("vault.slot-add", { slot: newKey });
  const listed = await look("vault.slot-list");
  yield listed;
  const ids = (okOf(listed).slots as readonly Values[]).map(({ slotId }) => slotId!);
  yield await write("vault.slot-remove", { slotId: ids[2]! });
  yield await look("vault.slot-remove", { slotId: ids[2]!, now: NOW });
  yield await look("vault.rotate", { now: NOW, remove: ids.slice(0, 2) });
  yield await write("vault.rotate", { secrets: [slots[1].secret], remove: [ids[0]!], add: [newKey] });
  yield await write("vault.take-over", { writerName: "Another phone" });
  yield await look("vault.forget", { now: NOW, sequences: [2] });
  yield await write("vault.forget", { sequences: [1] });
  yield await look("vault.prune", { now: NOW, graceMs: 1 });
  yield await write("vault.prune", { now: NOW });
  yield await write("vault.prune", { now: NOW + WEEK });
  yield await exchange("vault.copy", { source: Object.fromEntries(device.files), files: {} });
  yield await exchange("vault.copy", { source: {}, files: {} });
  device.files.set("headers/00000000000000ff", utf8("junk"));
  yield await exchange("vault.copy", { source: Object.fromEntries(device.files), files: {} });
  yield await look("vault.open");
  yield await look("vault.take-over", { now: NOW });
  yield await look("vault.reseal", { now: NOW });
  yield await look("vault.repair-objects", ORIGINALS);
  yield await write("vault.repair");
  yield await write("vault.reseal");
  yield* tellOfFiles(device);
}

/** What can be done with single files of the vault. */
async function* tellOfFiles(device: Device): AsyncGenerator<Exchange> {
  const [name, file] = [...device.files].find(([stored]) => stored.startsWith("headers/"))!;
  yield await exchange("prefix.identify", { file });
  yield await exchange("prefix.identify", { file: utf8("Something else.") });
  const [vaultId, slotId] = ["01", "02"].map((byte) => fromHex(byte.repeat(16)));
  const [salt, prfSalt, rootKey] = ["04", "05", "06"].map((byte) => fromHex(byte.repeat(32)));
  const sealSalt = fromHex("07".repeat(24));
  const { info } = okOf(await exchange("slot.info", { slotId, salt }));
  const place = { vaultId, epoch: 1, rootKey, sealSalt };
  const { sealedRootKey } = okOf(await exchange("slot.wrap", { ...place, info, secret: SECRET }));
  const build = { ...place, revision: 7, prfSalt, slots: [{ info, sealedRootKey }] };
  yield await exchange("header.build", {
    ...build,
    details: encodeHeaderDetails({ writerId: fromHex("03".repeat(16)) }),
  });
  yield await exchange("header.build", { ...build, details: encodeHeaderDetails({}) });
  yield await exchange("header.build", { ...build, details: fromHex("ff") });
  yield await exchange("archive.unpack", {
    file: okOf(await exchange("archive.pack", { files: { [name]: file } })).file,
  });
}
