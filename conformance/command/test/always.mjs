// Answers every request the same: `node always.mjs '{"ok":{}}'`, whatever the operation.
import { readdirSync } from "node:fs";
import { serve } from "../../testees/faulty/testee.mjs";

const schemas = readdirSync(new URL("../../schema/operations/", import.meta.url));
const operations = schemas.map((file) => file.replace(/\.json$/, ""));
const answer = JSON.parse(process.argv[2]);

serve(() => answer, { operations, name: "always" });
