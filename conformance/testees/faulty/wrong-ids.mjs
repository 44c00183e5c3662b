// Counts requests itself instead of giving back their ids.
import { rightAnswer, serve, write } from "./testee.mjs";

serve((request, count) => {
  if (request.args.length !== 13) return rightAnswer(request);
  write({ id: String(count), ...rightAnswer(request) });
  return undefined;
});
