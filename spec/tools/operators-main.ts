// Writes the computed tables of the chapter for operators. `node dist/spec/tools/operators-main.js`
import { readFileSync, writeFileSync } from "node:fs";
import { withTables } from "./operators-tables.js";

const CHAPTER = "spec/18-for-operators.md";
writeFileSync(CHAPTER, withTables(readFileSync(CHAPTER, "utf8")));
