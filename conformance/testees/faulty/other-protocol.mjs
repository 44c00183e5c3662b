// Speaks a protocol of the future.
import { rightAnswer, serve } from "./testee.mjs";

serve(rightAnswer, { protocol: 2 });
