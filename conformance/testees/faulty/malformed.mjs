// Answers in forms that the protocol does not have: which one, the argument says.
import { rightAnswer, serve } from "./testee.mjs";

const BODIES = {
  both: { ok: { padded: 26 }, reject: { code: "object.padding" } },
  none: {},
  "code-missing": { reject: { reason: "no" } },
  "not-base64": { ok: { digest: { b64: "_-8=" } } },
  "file-outside": { ok: { digest: { file: "/etc/hostname", length: 1, sha256: "00" } } },
  fault: { fault: { message: "TypeError: x is not a function", trace: "at line 7" } },
  unsupported: { unsupported: { reason: "numbers above 12 are not there yet" } },
  "padded-text": { ok: { padded: "26" } },
};

serve((request) => (request.args.length === 13 ? BODIES[process.argv[2]] : rightAnswer(request)));
