// Is wrong for numbers from 100 on: of these, a property has to find the smallest.
import { rightAnswer, serve } from "./testee.mjs";

serve((request) => {
  if (!(request.args.length >= 100)) return rightAnswer(request);
  return { ok: { padded: request.args.length * 2 + 1 } };
});
