import { equalBytes, toHex } from "../core/bytes.js";
import { defaultProvider } from "../core/default-provider.js";
import { createDigest } from "../core/digest.js";
import { KeepsakeError } from "../core/errors.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { frameFromJson } from "../core/json.js";
import { type Attachment, AttachmentMissing, type Frame, type ObjectReference } from "../core/proto/types.js";
import { readLines } from "./lines.js";
import { importError } from "./problem.js";
import type { ImportedContent, ImportResult } from "./result.js";
import { baseName, type ExportSource, folderName, type SourceFile } from "./source.js";

/** A frame has at most 1 MiB; every byte of it may take six characters in JSON. */
const MAX_FRAME = 8_388_608;

/** Content of an attachment and of its thumbnail, by the attachment's id. */
type Contents = Map<string, { content?: ObjectReference; thumbnail?: ObjectReference }>;

/** The `frames.jsonl` of an export; undefined if the source is none. */
export function findFrames({ files }: ExportSource): SourceFile | undefined {
  const found = files.filter(({ path }) => baseName(path) === "frames.jsonl");
  return found.sort((a, b) => a.path.length - b.path.length)[0];
}

/**
 * Reads what a restore wrote as JSON Lines, so that it can be backed up again: frames as they are, and media by their
 * digest, which is checked as they are read. References to objects belong to the vault they came from and are left out.
 * Spec: Content, Canonical JSON.
 *
 * Frames fail one by one, as they are read: KeepsakeError input.malformed or content.malformed with `details.line`.
 */
export function importJsonLines(source: ExportSource, framesFile: SourceFile): ImportResult {
  const home = folderName(framesFile.path);
  const media = new Map<string, SourceFile>();
  for (const file of source.files) {
    const folder = folderName(file.path);
    if (folder === (home === "" ? "media" : `${home}/media`)) media.set(baseName(file.path), file);
  }
  const contents: Contents = new Map();
  const fileOf = ({ digest = new Uint8Array() }: ObjectReference) => media.get(toHex(digest));
  return {
    frames: {
      [Symbol.asyncIterator]: () => readFrames(framesFile, contents, (content) => fileOf(content) !== undefined),
    },
    async openAttachment({ id = "" }) {
      const { content, thumbnail } = contents.get(id) ?? {};
      const file = content === undefined ? undefined : fileOf(content);
      if (content === undefined || file === undefined) return undefined;
      const small = thumbnail === undefined ? undefined : fileOf(thumbnail);
      return {
        ...contentOf(content, file),
        ...(thumbnail === undefined || small === undefined ? {} : { thumbnail: contentOf(thumbnail, small) }),
      };
    },
    report: { format: "keepsake", chats: [] },
  };
}

async function* readFrames(
  file: SourceFile,
  contents: Contents,
  isThere: (content: ObjectReference) => boolean,
): AsyncGenerator<Frame, void, undefined> {
  const { read } = await file.open();
  let line = 0;
  for await (const lines of readLines(read(), file.path, MAX_FRAME)) {
    for (const { text, cut } of lines) {
      line++;
      if (cut)
        throw importError("too-long", `Line ${line} of ${file.path} is longer than any frame: restore again.`, {
          line,
        });
      if (text.trim() === "") continue;
      const frame = parseFrame(text, line, file.path);
      forEachAttachment(frame, (attachment) => detach(attachment, contents, isThere));
      yield frame;
    }
  }
}

function parseFrame(text: string, line: number, path: string): Frame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw importError("not-an-export", `Line ${line} of ${path} is not JSON: restore the backup again.`, {
      cause,
      line,
    });
  }
  try {
    return frameFromJson(json);
  } catch (cause) {
    if (!(cause instanceof KeepsakeError)) throw cause;
    throw new KeepsakeError(cause.code, `Line ${line} of ${path}: ${cause.message}`, { ...cause.details, line, cause });
  }
}

/** Turns an attachment of a vault into one that is to be stored. */
function detach(attachment: Attachment, contents: Contents, isThere: (content: ObjectReference) => boolean): void {
  const { id = "", object: content, thumbnail } = attachment;
  delete attachment.object;
  delete attachment.thumbnail;
  if (content == null) return;
  if (isThere(content)) contents.set(id, { content, ...(thumbnail == null ? {} : { thumbnail }) });
  else attachment.missing = AttachmentMissing.LOST;
}

function contentOf({ length = 0, digest = new Uint8Array() }: ObjectReference, file: SourceFile): ImportedContent {
  return { length, digest, read: () => readChecked(file, length, digest) };
}

async function* readChecked(file: SourceFile, length: number, digest: Uint8Array): AsyncGenerator<Uint8Array> {
  const running = createDigest(defaultProvider());
  const { read } = await file.open();
  for await (const piece of read()) {
    await running.update(piece);
    yield piece;
  }
  if (running.length !== length || !equalBytes(await running.finish(), digest)) {
    throw importError(
      "broken-media",
      `${file.path} is not what it was when it was restored: restore the backup again.`,
    );
  }
}
