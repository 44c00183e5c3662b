import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { OBJECT_TYPE } from "../../../reference/core/object.js";
import type { Case, CaseContext } from "../case.js";
import { attachmentFile, attachmentReference, segmentFile } from "./kit/forge.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { freshVault } from "./kit/scene.js";
import { bytesOf } from "./kit/seed.js";

const READ = ["object.read"];
const CHUNK = 16_384;
/** Content bytes in the first chunk, after the length field. */
const FIRST = CHUNK - 8;

const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** An attachment of three chunks and the arguments to read it. */
async function attachment() {
  const vault = await vaultOf(await freshVault());
  const content = bytesFor("three chunks", FIRST + CHUNK + 500);
  const reference = await attachmentReference(vault, "photo", content);
  const file = await attachmentFile(vault, reference, content);
  const { id, key, length, digest } = reference;
  return {
    content,
    args: { vaultId: vault.vaultId, type: OBJECT_TYPE.attachment, reference: { id, key, length, digest }, file },
  };
}

async function passedOnly(context: CaseContext): Promise<void> {
  const { content, args } = await attachment();
  await context.expect("object.read", args, { ok: { content } });
  const head = 10 + 56;
  const stored = CHUNK + 16;
  for (const [at, passed] of [
    [head - 1, 0],
    [head, 0],
    [head + stored - 1, 0],
    [head + stored, FIRST],
    [head + 2 * stored, FIRST + CHUNK],
  ] as const) {
    const mayRelease = content.subarray(0, passed);
    const file = flipped(args.file, at);
    await context.expect("object.read", { ...args, file }, { reject: { codes: ["object.auth"], mayRelease } });
  }
}

async function reportedLater(context: CaseContext): Promise<void> {
  const { content, args } = await attachment();
  await context.expect("object.read", args, { ok: { content } });
  const reference = { ...args.reference, digest: await bytesOf("another digest") };
  const reject = { codes: ["object.digest"], mayRelease: content };
  await context.expect("object.read", { ...args, reference }, { reject });
}

async function segmentsWhole(context: CaseContext): Promise<void> {
  const vault = await vaultOf(await freshVault());
  const content = bytesFor("segment", FIRST + 700);
  const { reference, file } = await segmentFile(vault, content);
  const { id, key, length, digest } = reference;
  const args = { vaultId: vault.vaultId, type: OBJECT_TYPE.segment, reference: { id, key, length, digest }, file };
  await context.expect("object.read", args, { ok: { content } });
  const nothing = new Uint8Array();
  const broken = { ...args, file: flipped(file, file.length - 1) };
  await context.expect("object.read", broken, { reject: { codes: ["object.auth"], mayRelease: nothing } });
  const other = { ...args, reference: { ...args.reference, digest: await bytesOf("another digest") } };
  await context.expect("object.read", other, { reject: { codes: ["object.digest"], mayRelease: nothing } });
}

async function segmentLimit(context: CaseContext): Promise<void> {
  const { args } = await attachment();
  const { vaultId, reference } = args;
  const read = (length: number, type: number) => ({ vaultId, type, reference: { ...reference, length } });
  const limit = 16_777_216;
  const missing = { reject: { codes: ["object.missing"] } };
  await context.expect("object.read", read(limit, OBJECT_TYPE.segment), missing);
  await context.expect("object.read", read(limit + 1, OBJECT_TYPE.attachment), missing);
  const over = { reject: { codes: ["content.limit-exceeded"] } };
  await context.expect("object.read", read(limit + 1, OBJECT_TYPE.segment), over);
}

/** What is given out of an object before it is known to be whole. */
export const objects = (): Case[] =>
  scenarios("06-objects.md", [
    {
      name: "release-passed-only",
      title: "No byte is given out of a chunk that has not passed, or of one after it",
      requirements: ["release-passed-only", "release-report", "object-tag"],
      operations: READ,
      why: "A decoder of pictures gets the bytes of whoever controls the store.",
      run: passedOnly,
    },
    {
      name: "release-report",
      title: "A digest that differs is reported, though all bytes were given out",
      requirements: ["release-report", "release-early", "object-digest"],
      operations: READ,
      why: "What was written to a file meanwhile has to be removed again.",
      run: reportedLater,
    },
    {
      name: "release-segment",
      title: "Nothing of a segment is given out before its digest is checked",
      requirements: ["release-segment"],
      operations: READ,
      why: "A former holder of the key could put other messages there.",
      run: segmentsWhole,
    },
    {
      name: "segment-length-limit",
      title: "A segment of more than 16 MiB is refused before it is read",
      requirements: ["segment-length-limit"],
      operations: READ,
      why: "A segment is held in memory.",
      run: segmentLimit,
    },
  ]);
