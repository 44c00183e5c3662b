import { encodeMark } from "../../reference/core/proto/codec.js";
import type { Values } from "../suite/case.js";
import { answerOf } from "../suite/oracle.js";
import { backupArgs, JANUARY, TWO_MONTHS, text, withMore } from "../suite/scenarios/kit/library.js";
import { once, paper, secretOf, spare } from "../suite/scenarios/kit/scene.js";
import { oneBackup } from "../suite/scenarios/kit/scenes.js";
import { bytesOf, DAY, NOW } from "../suite/scenarios/kit/seed.js";

/** When everything here takes place. */
export const now = NOW;
/** Two months of messages with photos, as `vault.backup` takes them. */
export const library = backupArgs(TWO_MONTHS);
/** The same with one more message. */
export const longerLibrary = backupArgs(withMore(TWO_MONTHS, text("m5", JANUARY + 40 * DAY)));

export const paperSecret = once(async () => secretOf(await paper()));
export const spareSecret = once(async () => secretOf(await spare()));
/** Bytes that differ with the name. */
export const bytes = bytesOf;

/** What stands in the files of a small vault of the reference: what others are given to write again. */
export const contents = once(async () => {
  const { files } = await oneBackup();
  const header = last(files, "headers/");
  const opened = await ok("header.open", { file: header, revision: 1, secret: await paperSecret() });
  const parsed = await ok("header.parse", { file: header, revision: 1 });
  const rootKey = opened.rootKey as Uint8Array;
  const { vaultId, epoch, prfSalt } = parsed as { vaultId: Uint8Array; epoch: number; prfSalt: Uint8Array };
  const [name] = Object.keys(files).filter((one) => one.startsWith("snapshots/"));
  const epochs = [{ epoch, rootKey }];
  const snapshot = await ok("snapshot.decode", { vaultId, epochs, name: name!, file: files[name!]! });
  const writerId = opened.writerId as Uint8Array;
  const objectIds = [await bytesOf("object", 32)];
  const mark = { number: 1, epoch, writerId, createdAtMs: NOW, graceMs: 7 * DAY, objectIds };
  const [slot] = parsed.slots as readonly { slotId: Uint8Array; salt: Uint8Array }[];
  return {
    // The details of the header name its slot.
    slotId: slot!.slotId,
    slotSalt: slot!.salt,
    files,
    vaultId,
    epoch,
    prfSalt,
    rootKey,
    details: opened.details as Uint8Array,
    snapshot: snapshot.protobuf as Uint8Array,
    mark: encodeMark(mark),
  };
});

/** What the reference answers. @throws Error if it rejects */
export async function ok(operation: string, args: Values): Promise<Values> {
  const answer = await answerOf(operation, args);
  if (answer.ok === undefined) throw new Error(`the reference rejects in ${operation} with ${answer.reject.code}`);
  return answer.ok;
}

function last(files: Readonly<Record<string, Uint8Array>>, prefix: string): Uint8Array {
  const names = Object.keys(files).filter((name) => name.startsWith(prefix));
  return files[names.sort().at(-1)!]!;
}
