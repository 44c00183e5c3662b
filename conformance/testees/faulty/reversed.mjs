// Answers in reverse order, as many requests at a time as there are.
import { rightAnswer, serve, write } from "./testee.mjs";

const open = [];
serve(
  (request) => {
    if (open.push(request) === 1) setTimeout(answerAll, 20);
    return undefined;
  },
  { parallel: 4 },
);

function answerAll() {
  for (const request of open.splice(0).reverse()) write({ id: request.id, ...rightAnswer(request) });
}
