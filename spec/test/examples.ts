/** A computed value in a chapter: a function, its inputs and its result. */
export interface Example {
  readonly name: string;
  /** The value as it is written. */
  readonly result: string;
  number(input: string): number;
  text(input: string): string;
  bytes(input: string): Uint8Array;
  /** All values of an input that may be repeated. */
  list(input: string): Uint8Array[];
  /** The same, as they are written. */
  raw(input: string): string[];
}

const BLOCK = /^```keepsake-example\n([\s\S]*?)^```$/gm;

/** The examples of a chapter, in order. */
export function readExamples(markdown: string): Example[] {
  return [...markdown.matchAll(BLOCK)].map((match) => readExample(match[1]!.trimEnd().split("\n")));
}

function readExample(lines: readonly string[]): Example {
  const [first = "", ...rest] = lines;
  const name = /^function: ([a-z0-9-]+)$/.exec(first)?.[1];
  if (name === undefined) throw new Error(`an example begins with its function, not with: ${first}`);
  const pairs = rest.map((line) => {
    const match = /^([a-z-]+) = (.+)$/.exec(line);
    if (match === null) throw new Error(`not "name = value": ${line}`);
    return [match[1]!, match[2]!] as const;
  });
  const [last, result] = pairs.at(-1) ?? [];
  if (last !== "result" || result === undefined) throw new Error(`the example of ${name} does not end in its result`);
  const raw = (input: string) => pairs.filter(([key]) => key === input).map(([, value]) => value);
  const one = (input: string): string => {
    const values = raw(input);
    if (values.length !== 1) throw new Error(`${name} has ${values.length} values of ${input}`);
    return values[0]!;
  };
  return {
    name,
    result,
    raw,
    number: (input) => readNumber(one(input)),
    text: (input) => readText(one(input)),
    bytes: (input) => readBytes(one(input)),
    list: (input) => raw(input).map(readBytes),
  };
}

function readNumber(value: string): number {
  if (!/^[0-9]+$/.test(value)) throw new Error(`not a number: ${value}`);
  return Number(value);
}

function readText(value: string): string {
  if (!/^".*"$/.test(value)) throw new Error(`not text in quotes: ${value}`);
  return value.slice(1, -1);
}

function readBytes(value: string): Uint8Array {
  if (value.startsWith('"')) return new TextEncoder().encode(readText(value));
  const [, hex, times = "1"] = /^((?:[0-9a-f]{2})+)(?: x ([0-9]+))?$/.exec(value) ?? [];
  if (hex === undefined) throw new Error(`not bytes: ${value}`);
  return new Uint8Array(Buffer.from(hex.repeat(Number(times)), "hex"));
}

/** A result as an example writes it. */
export function showResult(result: Uint8Array | string | number): string {
  if (typeof result === "number") return String(result);
  return typeof result === "string" ? `"${result}"` : Buffer.from(result).toString("hex");
}
