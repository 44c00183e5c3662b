import { THUMBNAIL } from "./frame-refs.js";
import { LIMITS } from "./limits.js";
import { type Attachment, AttachmentMissing, type ObjectReference } from "./proto/types.js";
import { beyond, dangling, type Fault, id, malformed, optional, text } from "./rule.js";

const ID = 32;
const WAVEFORM = 1024;
const REASONS: ReadonlySet<number> = new Set(
  Object.values(AttachmentMissing).filter((reason) => reason !== AttachmentMissing.UNSPECIFIED),
);

/** A file of a message, contact, group, chat or sticker pack. Spec: Content, Attachment. */
export function checkAttachment(value: Attachment): Fault | undefined {
  return (
    id("id", value.id) ??
    checkNotThumbnail(value.id) ??
    optional("object", value.object, checkReference) ??
    checkMissing(value) ??
    text("mediaType", value.mediaType, 256) ??
    text("fileName", value.fileName, 1024) ??
    optional("thumbnail", value.thumbnail, checkReference) ??
    checkWaveform(value.waveform)
  );
}

/** Its object would be that of another attachment's thumbnail. [@attachment-id-suffix] */
function checkNotThumbnail(value = ""): Fault | undefined {
  return value.endsWith(THUMBNAIL) ? malformed("id", `ends in ${THUMBNAIL}`) : undefined;
}

function checkMissing({ object, missing }: Attachment): Fault | undefined {
  // A number that is not known is no reason. [@enum-unknown]
  if (object == null || !REASONS.has(missing ?? 0)) return undefined;
  // [@attachment-missing-reason]
  return malformed("missing", "says why the bytes are not there, but they are");
}

function checkWaveform(waveform: Uint8Array | undefined): Fault | undefined {
  if (waveform === undefined || waveform.length <= WAVEFORM) return undefined;
  return beyond("waveform", `has ${waveform.length} bytes, at most ${WAVEFORM} are allowed`);
}

/** What points at a sealed object: every part is there and has its size. [@reference-shape] */
export function checkReference(value: ObjectReference): Fault | undefined {
  return (
    checkSize("id", value.id) ??
    checkSize("key", value.key) ??
    ((value.length ?? 0) > LIMITS.object ? dangling("length", `is more than ${LIMITS.object}`) : undefined) ??
    checkSize("digest", value.digest)
  );
}

function checkSize(name: string, bytes: Uint8Array | undefined): Fault | undefined {
  const length = bytes?.length ?? 0;
  return length === ID ? undefined : dangling(name, `has ${length} bytes instead of ${ID}`);
}
