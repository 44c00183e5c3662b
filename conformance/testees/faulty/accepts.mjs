// Accepts everything.
import { rightAnswer, serve } from "./testee.mjs";

serve((request) => {
  const { ok } = rightAnswer(request);
  return { ok: ok ?? { content: { b64: "" } } };
});
