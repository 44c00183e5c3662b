import { rmSync } from "node:fs";

for (const folder of ["dist", "docs-out", "test-results"]) rmSync(folder, { recursive: true, force: true });
