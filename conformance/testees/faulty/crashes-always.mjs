// Ends at every request.
import { serve } from "./testee.mjs";

serve(() => process.exit(1));
