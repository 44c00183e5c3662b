// Prints its JSON for people.
import { rightAnswer, serve } from "./testee.mjs";

serve((request) => {
  if (request.args.length !== 13) return rightAnswer(request);
  process.stdout.write(`${JSON.stringify({ id: request.id, ...rightAnswer(request) }, null, 2)}\n`);
  return undefined;
});
