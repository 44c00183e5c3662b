// Rejects everything, with the code that is right now and then.
import { serve } from "./testee.mjs";

serve(() => ({ reject: { code: "object.padding", message: "no" } }));
