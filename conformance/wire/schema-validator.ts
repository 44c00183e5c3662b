import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { PACKAGE_ROOT } from "../package-root.js";
import type { Validator } from "./validator.js";

const FOLDER = join(PACKAGE_ROOT, "conformance", "schema");

/**
 * Compiles the schemas of all messages in conformance/schema/: `request.json`, `answer.json` and `hello.json` for the
 * lines, and in `operations/` for each operation what its `args`, `ok` and `reject` hold.
 */
export function loadValidator(): Validator {
  const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true });
  for (const file of schemaFiles()) ajv.addSchema(JSON.parse(readFileSync(file, "utf8")));
  const compiled = new Map<string, ValidateFunction | undefined>();

  function validatorOf(file: string, part = ""): ValidateFunction | undefined {
    const key = `${file}${part}`;
    if (!compiled.has(key)) {
      const path = join(FOLDER, file);
      const id = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")).$id as string) : undefined;
      compiled.set(key, id === undefined ? undefined : ajv.getSchema(`${id}${part}`));
    }
    return compiled.get(key);
  }

  function check(value: unknown, where: string, file: string, part = ""): string | undefined {
    const validate = validatorOf(file, part);
    if (validate === undefined || validate(value)) return undefined;
    return describe(where, validate.errors?.[0]);
  }

  return {
    request(request) {
      const wrong = check(request, "", "request.json");
      if (wrong !== undefined) return wrong;
      return check(request.args, "/args", fileOf(request.op), "#/$defs/args");
    },
    answer(op, answer) {
      const wrong = check(answer, "", "answer.json");
      if (wrong !== undefined) return wrong;
      for (const part of ["ok", "reject"] as const) {
        const body = (answer as Record<string, unknown>)[part];
        if (body !== undefined) return check(body, `/${part}`, fileOf(op), `#/$defs/${part}`);
      }
      return undefined;
    },
  };
}

const fileOf = (op: string) => (op === "hello" ? "hello.json" : `operations/${op}.json`);

function schemaFiles(): readonly string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json") && !basename(name).startsWith("."))
    .map((name) => join(FOLDER, name));
}

function describe(where: string, error: ErrorObject | undefined): string {
  const path = `${where}${error?.instancePath ?? ""}`;
  return `the message is not what its schema says: ${path === "" ? "it" : path} ${error?.message ?? "is wrong"}`;
}
