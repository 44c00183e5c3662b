import { openArchive, verifyArchive } from "../../reference/core/archive-read.js";
import { packArchive, unpackArchive } from "../../reference/core/archive-write.js";
import { bytesSource } from "../../reference/core/source.js";
import { collect } from "../../reference/core/store.js";
import { createMemoryStore } from "../../reference/core/store-memory.js";
import type { Values } from "../suite/case.js";
import { bytes, bytesByName } from "./args.js";
import type { Bench, Operations } from "./operation.js";

/** An archive of which every record was compared with the index. */
async function verified(args: Values, { provider }: Bench) {
  const archive = await openArchive(bytesSource(bytes(args, "file")), provider);
  await verifyArchive(archive);
  return archive;
}

/** Chapter 10. */
export const archives: Operations = {
  "archive.list": async (args, bench) => {
    const { entries } = await verified(args, bench);
    return { entries: [...entries.values()].map((entry) => ({ ...entry })) };
  },
  "archive.pack": async (args, { provider }) => ({
    file: await collect(packArchive(createMemoryStore(bytesByName(args, "files")), { provider })),
  }),
  "archive.unpack": async (args, bench) => {
    const store = createMemoryStore();
    await unpackArchive(await verified(args, bench), store);
    return { files: Object.fromEntries([...store.files].sort(([a], [b]) => (a < b ? -1 : 1))) };
  },
};
