// Ends at one certain request, whatever else is under way.
import { rightAnswer, serve } from "./testee.mjs";

serve(
  async (request) => {
    if (request.args.length === 13) {
      console.error("13 is not for me");
      process.exit(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    return rightAnswer(request);
  },
  { parallel: Number(process.argv[2] ?? 4) },
);
