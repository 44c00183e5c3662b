import { type ParseArgsConfig, parseArgs } from "node:util";

/** Reads the options of a benchmark. For any other, such as `--help`, prints how it is called and ends the program. */
export function readOptions<T extends NonNullable<ParseArgsConfig["options"]>>(
  options: T,
  usage: string,
): ReturnType<typeof parseArgs<{ options: T }>>["values"] {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    if (process.argv.includes("--help")) {
      process.stdout.write(`${usage}\n`);
      process.exit();
    }
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
}
