// Ends at the tenth request of each process, and says why on standard error.
import { rightAnswer, serve } from "./testee.mjs";

serve(
  (request, count) => {
    if (count < 10) return rightAnswer(request);
    console.error("Segmentation fault at request 10");
    process.exit(139);
  },
  { parallel: Number(process.argv[2] ?? 1) },
);
