// Goes on when standard input has ended.
import { rightAnswer, serve } from "./testee.mjs";

setInterval(() => {}, 1000);
serve(rightAnswer);
