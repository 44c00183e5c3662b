// Gives bytes as hex digits.
import { rightAnswer, serve } from "./testee.mjs";

serve(({ op, args }) => {
  if (op !== "digest") return rightAnswer({ op, args });
  return { ok: { digest: { b64: Buffer.from(args.content.b64, "base64").toString("hex") } } };
});
