// Holds as many mebibytes as it is asked for, for ever.
import { rightAnswer, serve } from "./testee.mjs";

const held = [];
serve((request) => {
  held.push(Buffer.alloc(request.args.length * 1_048_576, 1));
  return rightAnswer(request);
});
