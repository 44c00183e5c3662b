// Gives back the arguments.
import { serve } from "./testee.mjs";

serve(({ args }) => ({ ok: args }));
