// Answers one certain request twice: at once, or after as many milliseconds as the argument says.
import { rightAnswer, serve, write } from "./testee.mjs";

serve((request) => {
  if (request.args.length === 13) {
    const again = () => write({ id: request.id, ...rightAnswer(request) });
    if (process.argv[2] === undefined) again();
    else setTimeout(again, Number(process.argv[2]));
  }
  return rightAnswer(request);
});
