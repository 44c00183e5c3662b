import { flip, utf8 } from "./bytes.js";
import { fails, faults } from "./object-faults.js";
import { attachment, CONTENT, inputsOf, NOTHING, reads, sample, segment } from "./object-parts.js";
import { ranges } from "./object-range.js";
import { seals } from "./object-seal.js";
import type { Layer } from "./vector.js";

/** Sealed objects: written, read whole, and read in part. */
export async function objectLayer(): Promise<Layer> {
  const plain = await sample("three-chunks", CONTENT);
  const text = utf8("Three cups of flour.\n");
  const segmentSample = await sample("segment", CONTENT.slice(0, 30_000), segment);
  const { reference, file } = segmentSample;
  const wrong = inputsOf({ reference: { ...reference, digest: flip(reference.digest, 31) }, file }, segment);
  return {
    layer: "object",
    spec: "spec/06-objects.md",
    notes: [
      "`file` is absent where the store has no such file.",
      "`released` is all content that a reader may have given out before it failed; it may have given out less.",
    ],
    vectors: [
      await seals("object-seal-segment", segment, 0, "", utf8("\0\0\0\0")),
      await seals("object-seal-empty", attachment, 0, "a0", NOTHING),
      await seals("object-seal-attachment", attachment, 0, "a1", text),
      await seals("object-seal-thumbnail", attachment, 0, "a1/thumbnail", text),
      await seals("object-seal-generation-1", attachment, 1, "a1", text),
      await seals("object-seal-generation-last", attachment, 2 ** 32 - 1, "a1", text),
      await seals("object-seal-not-ascii", attachment, 0, "\u00fcber \u{1f4f7}", text),
      await seals("object-seal-two-chunks", attachment, 0, "a2", CONTENT.slice(0, 20_000)),
      reads("object-empty-content", await sample("empty", NOTHING), "No content at all."),
      reads("object-one-chunk", await sample("one", CONTENT.slice(0, 4088)), "4096 padded bytes."),
      reads(
        "object-final-empty-chunk",
        await sample("final", CONTENT.slice(0, 16_376)),
        "The padded content is exactly one chunk, and an empty one follows.",
      ),
      reads("object-three-chunks", plain, "Content and padding in three chunks."),
      reads("object-segment", segmentSample, "Of type 1.", segment),
      ...(await faults(plain)),
      {
        ...fails(
          "object-segment-digest",
          "release-segment",
          "another digest in the reference",
          wrong,
          "object.digest",
          NOTHING,
          "Nothing of a segment is released before its digest is checked.",
        ),
        parent: "object-segment",
      },
      ...(await ranges(plain)),
    ],
  };
}
