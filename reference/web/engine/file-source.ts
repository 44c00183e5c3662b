import { KeepsakeError } from "../../core/errors.js";
import type { RandomAccessSource } from "../../core/source.js";
import { blobAccess } from "../../import/blob.js";

/** A file that a person chose, which may be changed or taken away while it is in use. */
export function fileSource(file: File): RandomAccessSource {
  const { size, read } = blobAccess(file);
  return {
    size,
    async read(offset, length) {
      try {
        return await read(offset, length);
      } catch (cause) {
        const message = `${file.name} cannot be read any more; choose it again.`;
        throw new KeepsakeError("store.unavailable", message, { name: file.name, cause });
      }
    },
  };
}
