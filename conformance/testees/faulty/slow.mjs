// Takes its time: in milliseconds, the argument.
import { rightAnswer, serve } from "./testee.mjs";

serve(async (request) => {
  await new Promise((resolve) => setTimeout(resolve, Number(process.argv[2])));
  return rightAnswer(request);
});
