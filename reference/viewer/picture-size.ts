/** The size of a picture, for attachments that do not say it, so that pages do not jump while they load. */
import { GIF } from "image-size/types/gif";
import { JPG } from "image-size/types/jpg";
import { PNG } from "image-size/types/png";
import { WEBP } from "image-size/types/webp";

/** Bytes from the start of a file that hold its size. Cameras put a preview of up to 64 KiB before it. */
export const PICTURE_HEAD = 131_072;

export interface PictureSize {
  /** Pixels, as the picture is shown. */
  readonly width: number;
  readonly height: number;
}

// Only simple formats: the bytes are a sender's.
const READERS = [JPG, PNG, GIF, WEBP];
/** From this EXIF orientation on, a picture lies on its side. */
const FIRST_SIDEWAYS = 5;

/** Reads the size of a picture from its first bytes; `undefined` if it cannot be found there. */
export function pictureSize(head: Uint8Array): PictureSize | undefined {
  try {
    const size = READERS.find((reader) => reader.validate(head))?.calculate(head);
    if (size === undefined || !(size.width > 0) || !(size.height > 0)) return undefined;
    const { width, height, orientation = 1 } = size;
    return orientation >= FIRST_SIDEWAYS ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}
