// Answers rightly: shows that the tests of the others do not pass by accident.
import { rightAnswer, serve } from "./testee.mjs";

serve(rightAnswer, { parallel: Number(process.argv[2] ?? 1), ...JSON.parse(process.argv[3] ?? "{}") });
