// Prints what it is doing to standard output.
import { rightAnswer, serve } from "./testee.mjs";

serve((request) => {
  if (request.args.length === 13 || process.argv[2] === "always") console.log(`DEBUG: ${request.op}`);
  return rightAnswer(request);
});
