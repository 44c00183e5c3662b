import { copyVault } from "../../reference/core/copy.js";
import { object } from "./args.js";
import type { Operations } from "./operation.js";
import { createWatchedStore } from "./store.js";
import { asFinding, logging } from "./vault.js";

/** Chapter 9: copying from a store to another. The one that is written to is that of `files`. */
export const copies: Operations = {
  "vault.copy": (args, { provider }) =>
    logging(args, async (destination) => {
      for (const files of ["source", "files"]) object(args, files);
      const source = createWatchedStore({ files: args.source, interference: args.sourceInterference });
      const { problems } = await copyVault(source, destination, { provider });
      return { problems: problems.map(asFinding) };
    }),
};
