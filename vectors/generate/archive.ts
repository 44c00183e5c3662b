import { packArchive } from "../../reference/core/archive-write.js";
import { createMemoryStore } from "../../reference/core/store-memory.js";
import { faults } from "./archive-faults.js";
import { build, opens, PLAIN } from "./archive-parts.js";
import { concat, numberField } from "./bytes.js";
import { EXAMPLE } from "./example.js";
import { provider, SEED } from "./seed.js";
import { tell } from "./story.js";
import type { Layer } from "./vector.js";

/** Archives: packed, opened, and damaged. */
export async function archiveLayer(): Promise<Layer> {
  const { files } = await tell(provider, SEED, EXAMPLE);
  const parts: Uint8Array[] = [];
  for await (const part of packArchive(createMemoryStore(new Map(files)), { provider })) parts.push(part);
  const whole = build([...files].map(([name, file]) => ({ name, file })));
  return {
    layer: "archive",
    spec: "spec/10-archive.md",
    notes: [
      "`open` compares every record with the index. What the files hold is no matter of the archive.",
      "`entries` are those of the index: offset is that of the record, length that of the file.",
    ],
    vectors: [
      {
        id: "archive-pack-example",
        title: "The archive of chapter 16",
        requirements: ["archive-sorted", "archive-complete", "archive-one-header"],
        operation: "pack",
        inputs: { files: Object.fromEntries(files) },
        ok: { file: concat(...parts) },
        intermediates: { indexOffset: whole.indexOffset },
        comment: "The same vault gives the same bytes.",
      },
      opens("archive-plain", "archive-contiguous", build(PLAIN), "A header, an object and an empty snapshot."),
      opens("archive-header-only", "archive-header-count", build(PLAIN.slice(0, 1)), "A vault without a backup."),
      opens("archive-example", "archive-record-matches", whole, "The archive of chapter 16."),
      opens(
        "archive-unknown-field",
        "proto-keep-unknown",
        build(PLAIN, numberField(1000, 1)),
        "An unknown field of the index.",
      ),
      ...faults(),
    ],
  };
}
