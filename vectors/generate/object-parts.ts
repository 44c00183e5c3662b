import { OBJECT_TYPE, type ObjectType, type Reference } from "../../reference/core/object.js";
import { pad, paddedSize } from "../../reference/core/padding.js";
import { forgeObject, forgeReference } from "./forge.js";
import { PLACE } from "./people.js";
import type { Accepted, Values } from "./vector.js";

export const { vaultId, epoch, rootKey } = PLACE;

export const { segment, attachment } = OBJECT_TYPE;

export const NOTHING = new Uint8Array();

// Chunks 0 to 2; the content ends and the padding begins in chunk 2.
export const CONTENT = new Uint8Array(40_000).map((_, i) => (i * 7 + (i >> 7)) & 0xff);

export const FIRST = 66;

export interface Sample {
  readonly reference: Reference;
  readonly content: Uint8Array;
  readonly file: Uint8Array;
}

export async function sample(name: string, content: Uint8Array, type: ObjectType = attachment): Promise<Sample> {
  const reference = await forgeReference(`object/${name}`, content);
  return { reference, content, file: await forgeObject(vaultId, type, reference, pad(content)) };
}

export const inputsOf = ({ reference, file }: Omit<Sample, "content">, type: ObjectType = attachment): Values => ({
  vaultId,
  type,
  reference: { ...reference },
  file,
});

export function reads(
  id: string,
  { reference, content, file }: Sample,
  comment: string,
  type: ObjectType = attachment,
): Accepted {
  return {
    id,
    title: comment,
    requirements: ["reference-carried", "object-digest"],
    operation: "read",
    inputs: inputsOf({ reference, file }, type),
    ok: { content },
    intermediates: { paddedLength: paddedSize(content.length), storedLength: file.length },
    comment,
  };
}
