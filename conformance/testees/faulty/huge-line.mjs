// Answers with a line that has no end.
import { rightAnswer, serve } from "./testee.mjs";

const MEBIBYTE = "x".repeat(1_048_576);

serve((request) => {
  if (request.args.length !== 13) return rightAnswer(request);
  const more = () => process.stdout.write(MEBIBYTE, () => setImmediate(more));
  more();
  return undefined;
});
