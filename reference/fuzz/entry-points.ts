import { encodeFooter, encodeIndex } from "../core/archive-format.js";
import { openArchive, verifyArchive } from "../core/archive-read.js";
import { concat, readU64, toHex, u32, utf8 } from "../core/bytes.js";
import { createOpener, open, SEAL_SALT, SealFailure, seal } from "../core/cobblestone.js";
import { mac, sealContext } from "../core/derive.js";
import { decodeState } from "../core/device-state.js";
import { digest } from "../core/digest.js";
import { MARK_FILE, SNAPSHOT_FILE, sealEpochFile } from "../core/epoch-file.js";
import { KeepsakeError } from "../core/errors.js";
import { FILE_KIND, filePrefix, PREFIX_LENGTH } from "../core/file-prefix.js";
import { validateFrame } from "../core/frame-rules.js";
import { parseHeader, verifyHeader } from "../core/header.js";
import { frameFromJson, frameToJson } from "../core/json.js";
import { openMark } from "../core/mark.js";
import { markName, snapshotName } from "../core/names.js";
import { OBJECT_TYPE, objectContext } from "../core/object.js";
import { readObject } from "../core/object-open.js";
import { pad, unpad } from "../core/padding.js";
import { normalisePrfResult } from "../core/passkey.js";
import { decodeFrame, encodeFrame, encodeHeader, encodeHeaderDetails, encodeSnapshot } from "../core/proto/codec.js";
import { parseRecoveryKey, parseRecoveryKeyPattern } from "../core/recovery-key.js";
import { decodeSegment } from "../core/segment.js";
import { openSnapshot } from "../core/snapshot.js";
import { bytesSource } from "../core/source.js";
import { openExport, zipSource } from "../import/index.js";
import { nodeProvider as provider } from "../node/provider-node.js";
import { createFixture, type Fixture } from "./fixture.js";
import { sampleZip, WHATSAPP_TEXTS } from "./import-seeds.js";

/** Something that takes any bytes and has to answer with a value or a KeepsakeError. */
export interface EntryPoint {
  readonly name: string;
  /** What is mutated; the first is accepted as it is. */
  readonly seeds: readonly Uint8Array[];
  readonly run: (bytes: Uint8Array) => unknown;
}

const KEY = new Uint8Array(32).fill(3);
const fixedSalt = (_name: string, length: number) => new Uint8Array(length).fill(9);
const asText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Every decoder, with what it is normally given. Those behind a seal are also given sealed nonsense. */
export async function entryPoints(): Promise<EntryPoint[]> {
  const fixture = await createFixture();
  return [
    ...(await keyEntries(fixture)),
    ...headerEntries(fixture),
    ...fileEntries(fixture),
    ...(await contentEntries(fixture)),
    ...(await importEntries()),
  ];
}

async function keyEntries({ digits, deviceState }: Fixture): Promise<EntryPoint[]> {
  const context = sealContext("slot");
  const sealed = await seal(provider, KEY, context, utf8("plaintext"), fixedSalt("", SEAL_SALT));
  const rows = digits.replace(/.{8}/gu, "$& ").trim();
  return [
    {
      name: "recovery key",
      seeds: [utf8(digits), utf8(rows)],
      run: (bytes) => parseRecoveryKey(asText(bytes)),
    },
    {
      name: "recovery key with unreadable digits",
      seeds: [utf8(digits), utf8(`${rows.slice(0, -1)}?`)],
      run: (bytes) => parseRecoveryKeyPattern(asText(bytes)),
    },
    { name: "PRF result", seeds: [KEY], run: (bytes) => normalisePrfResult([...bytes]) },
    { name: "device state", seeds: [deviceState], run: decodeState },
    {
      name: "sealed message",
      seeds: [sealed],
      async run(bytes) {
        const whole = await orSealFailure(() => open(provider, KEY, context, bytes));
        const opener = createOpener(provider, KEY, context);
        const streamed = await orSealFailure(async () => {
          for (let i = 0; i < bytes.length; i += 7) await opener.update(bytes.subarray(i, i + 7));
          await opener.finish();
        });
        if ((whole === SealFailure) !== (streamed === SealFailure)) throw new Error("whole and streamed differ");
      },
    },
  ];
}

async function orSealFailure(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SealFailure) return SealFailure;
    throw error;
  }
}

function headerEntries({ vault, epoch, header }: Fixture): EntryPoint[] {
  const protobuf = header.subarray(PREFIX_LENGTH + 4, -64);
  const verify = async (bytes: Uint8Array) =>
    verifyHeader(provider, await parseHeader(provider, bytes, undefined), epoch.rootKey);
  const authentic = async (content: Uint8Array) => {
    const start = concat(filePrefix(FILE_KIND.header), u32(content.length), content);
    const hashed = concat(start, await provider.sha256(start));
    return concat(hashed, await mac(provider, epoch.keys.headerMac, hashed));
  };
  return [
    { name: "header file", seeds: [header], run: verify },
    { name: "authentic header", seeds: [protobuf], run: async (bytes) => verify(await authentic(bytes)) },
    {
      name: "authentic header details",
      seeds: [encodeHeaderDetails(vault.details)],
      async run(bytes) {
        const { vaultId, prfSalt, message } = vault.header;
        const context = sealContext(
          "header-details",
          vaultId,
          new Uint8Array(7),
          Uint8Array.of(1),
          new Uint8Array(7),
          Uint8Array.of(1),
        );
        const sealedDetails = await seal(
          provider,
          epoch.keys.headerDetails,
          context,
          pad(bytes),
          fixedSalt("", SEAL_SALT),
        );
        const fields = { vaultId, epoch: 1, revision: 1, prfSalt, slots: message.slots, sealedDetails };
        return verify(await authentic(encodeHeader(fields)));
      },
    },
  ];
}

function fileEntries({ vault, epoch, snapshot, mark, archive }: Fixture): EntryPoint[] {
  const { vaultId } = vault;
  const keys = new Map([[1, epoch.keys]]);
  const place = { vaultId, epoch: 1, number: 1 };
  const manifest = encodeSnapshot(vault.latest!.snapshot);
  const markContent = concat(
    Uint8Array.of(8, 1, 16, 1, 0x1a, 16),
    new Uint8Array(16),
    Uint8Array.of(0x20, 5, 0x32, 32),
    KEY,
  );
  const openS = (bytes: Uint8Array) => openSnapshot(provider, keys, vaultId, snapshotName(1), bytes);
  const openM = (bytes: Uint8Array) => openMark(provider, keys, vaultId, markName(1), bytes);
  const seals = (kind: typeof MARK_FILE, bytes: Uint8Array) =>
    sealEpochFile(provider, kind, epoch.keys, place, bytes, fixedSalt);
  const readArchive = async (bytes: Uint8Array) => verifyArchive(await openArchive(bytesSource(bytes), provider));
  const indexAt = readU64(archive, archive.length - 48)!;
  return [
    { name: "snapshot file", seeds: [snapshot], run: openS },
    { name: "authentic snapshot", seeds: [manifest], run: async (bytes) => openS(await seals(SNAPSHOT_FILE, bytes)) },
    { name: "mark file", seeds: [mark], run: openM },
    { name: "authentic mark", seeds: [markContent], run: async (bytes) => openM(await seals(MARK_FILE, bytes)) },
    { name: "archive", seeds: [archive], run: readArchive },
    {
      name: "archive with a right footer",
      seeds: [archive.subarray(indexAt + 5, -48)],
      async run(bytes) {
        const index = encodeIndex(bytes);
        const footer = encodeFooter(indexAt, await provider.sha256(index));
        return readArchive(concat(archive.subarray(0, indexAt), index, footer));
      },
    },
  ];
}

async function contentEntries({ vault, segments, frames }: Fixture): Promise<EntryPoint[]> {
  const { vaultId } = vault;
  const expected = vault.latest!.snapshot.segments[1]!;
  const id = KEY;
  const context = objectContext(vaultId, OBJECT_TYPE.attachment, id);
  const content = utf8("content of an object");
  const prefix = filePrefix(FILE_KIND.object);
  const salt = fixedSalt("", SEAL_SALT);
  const stored = concat(prefix, await seal(provider, KEY, context, pad(content), salt));
  const readStored = async (bytes: Uint8Array) => {
    const reference = { id, key: KEY, length: content.length, digest: await digest(provider, content) };
    return readObject(provider, vaultId, OBJECT_TYPE.attachment, reference, bytesSource(bytes));
  };
  return [
    { name: "padded content", seeds: [pad(content)], run: unpad },
    {
      name: "object file",
      seeds: [stored],
      run: (bytes) => readStored(concat(bytes, stored.subarray(bytes.length)).subarray(0, stored.length)),
    },
    {
      name: "authentic object",
      seeds: [pad(content)],
      run: async (bytes) => readStored(concat(prefix, await seal(provider, KEY, context, bytes, salt))),
    },
    { name: "segment", seeds: segments.toReversed(), run: (bytes) => decodeSegment(bytes, expected) },
    {
      name: "frame",
      seeds: frames,
      run(bytes) {
        const frame = decodeFrame(bytes);
        validateFrame(frame, 0);
        const again = encodeFrame(frame);
        if (toHex(encodeFrame(decodeFrame(again))) !== toHex(again)) throw new Error("encoding is not stable");
        JSON.stringify(frameToJson(frame));
      },
    },
    {
      name: "frame as JSON",
      seeds: frames.map((frame) => utf8(JSON.stringify(frameToJson(decodeFrame(frame))))),
      run(bytes) {
        let json: unknown;
        try {
          json = JSON.parse(asText(bytes));
        } catch {
          return;
        }
        frameFromJson(json);
      },
    },
  ];
}

async function importEntries(): Promise<EntryPoint[]> {
  const options = { me: "Sam", timezone: "UTC", dateOrder: "dmy" } as const;
  const drain = async (result: Awaited<ReturnType<typeof openExport>>) => {
    for await (const frame of result.frames) validateFrame(frame, 0);
  };
  const file = (path: string, bytes: Uint8Array) => ({
    path,
    open: async () => ({
      length: bytes.length,
      async *read() {
        yield bytes;
      },
    }),
  });
  return [
    {
      name: "WhatsApp text",
      seeds: WHATSAPP_TEXTS.map(utf8),
      run: async (bytes) =>
        drain(await openExport({ name: "WhatsApp Chat with Ana", files: [file("_chat.txt", bytes)] }, options)),
    },
    {
      name: "WhatsApp zip",
      seeds: [await sampleZip()],
      run: async (bytes) => drain(await openExport(await zipSource("chat.zip", bytesSource(bytes)), options)),
    },
    {
      name: "JSON Lines",
      seeds: [utf8('{"account":{"selfContactId":"me"}}\n{"contact":{"id":"me"}}\n{"chat":{"id":"c","title":"t"}}\n')],
      run: async (bytes) => drain(await openExport({ name: "folder", files: [file("frames.jsonl", bytes)] })),
    },
  ];
}

/** What an entry point did that it must not: anything but a value or a KeepsakeError. */
export async function fault({ run }: EntryPoint, bytes: Uint8Array): Promise<unknown> {
  try {
    await run(bytes);
    return undefined;
  } catch (error) {
    return error instanceof KeepsakeError || error instanceof SealFailure ? undefined : error;
  }
}
