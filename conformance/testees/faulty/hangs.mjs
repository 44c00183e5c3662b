// Does not answer one certain request, and from then on none.
import { rightAnswer, serve } from "./testee.mjs";

let hangs = false;
serve(
  (request) => {
    hangs ||= request.args.length === 13;
    return hangs ? undefined : rightAnswer(request);
  },
  { parallel: Number(process.argv[2] ?? 1) },
);
