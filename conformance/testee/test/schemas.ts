import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const FOLDER = new URL("../../schema/", import.meta.url);
const URN = "urn:keepsake:conformance:v1:";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, FOLDER), "utf8"));

/** Names of the operations that have a schema. */
export const WITH_SCHEMA = readdirSync(new URL("operations/", FOLDER)).map((file) => file.replace(/\.json$/, ""));

const files = ["common.json", "request.json", "answer.json", "hello.json"];
const schemas = [...files, ...WITH_SCHEMA.map((name) => `operations/${name}.json`)].map(read);
const ajv = new Ajv2020({ strict: true, allErrors: true, schemas });

/** Compiles a schema, or a member of its $defs. */
export function compile(name: string, member?: string): ValidateFunction {
  const validate = ajv.getSchema(`${URN}${name}${member === undefined ? "" : `#/$defs/${member}`}`);
  if (validate === undefined) throw new Error(`there is no schema of ${name} ${member ?? ""}`);
  return validate;
}

/** What is wrong with a value; nothing if it is valid. */
export function faults(value: unknown, name: string, member?: string): string[] {
  const validate = compile(name, member);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${name} ${member ?? ""}${instancePath}: ${message}`,
  );
}

/** What is wrong with a request and with its answer, both as they stand on their lines. */
export function faultsOfExchange(request: { op: string; args: unknown }, answer: object): string[] {
  const results = (["ok", "reject"] as const).filter((member) => member in answer);
  return [
    ...faults(request, "request"),
    ...faults(request.args, request.op, "args"),
    ...faults(answer, "answer"),
    ...results.flatMap((member) => faults((answer as Record<string, unknown>)[member], request.op, member)),
  ];
}
