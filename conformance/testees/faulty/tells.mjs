// Tells what it was sent.
import { serve } from "./testee.mjs";

serve((request) => ({ ok: { request } }));
