import { join, sep } from "node:path";
import { rolldown } from "rolldown";
import { PACKAGE_ROOT } from "../package-root.js";
import type { Mutant } from "./mutant.js";

const TESTEE = join(PACKAGE_ROOT, "conformance/testee/main.ts");
/** One request at a time, so that the first case to fail is the same on every run. */
const SEQUENTIAL = {
  path: join(PACKAGE_ROOT, "conformance/testee/hello.ts"),
  find: "PARALLEL = 16",
  replace: "PARALLEL = 1",
};
const REFERENCE = join(PACKAGE_ROOT, "reference") + sep;

/**
 * Bundles the testee of the reference from its sources, with one edit.
 *
 * @param mutant - without one, the testee is as it is
 * @param file - where the bundle goes: one file of JavaScript that needs nothing beside it
 * @throws Error if the text to be edited does not stand in its file exactly once
 */
export async function bundleTestee(file: string, mutant?: Mutant): Promise<void> {
  let edits = 0;
  const bundle = await rolldown({
    input: TESTEE,
    platform: "node",
    logLevel: "silent",
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    plugins: [
      {
        name: "mutant",
        transform(code, id) {
          if (id === SEQUENTIAL.path) return { code: edit(code, { ...SEQUENTIAL, file: id }) };
          if (mutant === undefined || id !== REFERENCE + mutant.file.replaceAll("/", sep)) return null;
          edits++;
          return { code: edit(code, mutant) };
        },
      },
    ],
  });
  try {
    await bundle.write({ file, format: "esm", codeSplitting: false });
  } finally {
    await bundle.close();
  }
  if (mutant !== undefined && edits !== 1) throw new Error(`${mutant.file} is no part of the testee`);
}

/** Applies an edit. @throws Error if its text does not stand there exactly once */
export function edit(code: string, { file, find, replace }: Pick<Mutant, "file" | "find" | "replace">): string {
  const [before, after, ...more] = code.split(find);
  if (after === undefined || more.length > 0)
    throw new Error(`found ${after === undefined ? 0 : "more than one"} of "${find}" in ${file}`);
  return before + replace + after;
}
