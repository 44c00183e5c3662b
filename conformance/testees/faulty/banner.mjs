// Greets its user.
import { rightAnswer, serve } from "./testee.mjs";

console.log("Testee 1.0 ready.");
serve(rightAnswer);
