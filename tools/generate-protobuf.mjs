// Compiles proto/ into reference/core/proto/, all of it committed:
//   generated.js, generated.d.ts  encode and decode, by pbjs
//   types.ts                      the interfaces and enums that callers see, with the comments of the schema
//   schema.ts                     the fields as a table: JSON, checks and paths of unknown fields
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import protobuf from "protobufjs";

const SOURCE = join("proto", "keepsake", "v1");
const TARGET = join("reference", "core", "proto");
const OPTIONS = ["-t", "static-module", "-w", "esm", "-r", "keepsake", "--no-comments"];
const LEFT_OUT = ["--no-service", "--no-typeurl", "--no-verify", "--no-convert", "--no-delimited", "--no-create"];
const NOTICE = "// Made from proto/keepsake/v1 by `npm run proto`; not to be edited.\n";

// Sorted, so that the output does not depend on the file system.
const schemas = readdirSync(SOURCE)
  .filter((name) => name.endsWith(".proto"))
  .sort()
  .map((name) => join(SOURCE, name));

const bin = (packageName, ...path) =>
  join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), "bin", ...path);
const run = (script, ...args) => execFileSync(process.execPath, [script, ...args], { stdio: "inherit" });

const code = join(TARGET, "generated.js");
run(bin("protobufjs-cli", "pbjs"), ...OPTIONS, ...LEFT_OUT, "-p", "proto", "-o", code, ...schemas);
writeFileSync(code, NOTICE + patched(readFileSync(code, "utf8")));

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith("keepsake/") ? join("proto", target) : target);
root.loadSync(schemas, { alternateCommentMode: true }).resolveAll();
const messages = [];
const enums = [];
collect(root.lookup("keepsake.v1"));

writeFileSync(join(TARGET, "generated.d.ts"), NOTICE + declarations());
writeFileSync(join(TARGET, "types.ts"), NOTICE + types());
writeFileSync(join(TARGET, "schema.ts"), NOTICE + table());
run(bin("@biomejs/biome", "biome"), "format", "--write", join(TARGET, "types.ts"), join(TARGET, "schema.ts"));

/** What pbjs has no option for. Each change must apply, so that a new version of pbjs is noticed. */
function patched(text) {
  const changes = [
    // A root of our own instead of the one that all programs in the process share.
    [/\$protobuf\.roots\["?\w+"?\] \|\| \(\$protobuf\.roots\["?\w+"?\] = \{\}\)/, "{}"],
    // 64-bit fields are numbers; an unset one must be 0 and not a Long.
    [/\$util\.Long \? \$util\.Long\.fromBits\(0,\s*0,\s*true\) : 0/g, "0"],
    // Where Node is, the default would be a Buffer.
    [/\$util\.newBuffer\(\[\]\)/g, "new Uint8Array()"],
    // Unknown fields must survive `{ ...message }`, and so must defaults, which are therefore not in the prototype.
    [/ *\$util\.makeProp\(message, "\$unknowns", false\);\n/g, ""],
    [
      /const (\w+) = function \(properties\) \{[\s\S]*?\n {12}\};\n\n((?: {12}\1\.prototype\.\w+ = .*;\n)*)/g,
      withDefaults,
    ],
    // Which members are its own does not matter without defaults in the prototype.
    [/ && \$Object\.hasOwnProperty\.call\(message, "\$?\w+"\)/g, ""],
    // Most lists are empty, and a new array for each would be a fifth of the memory of a decoded frame.
    [/^const \$root = \{\};$/m, "const $root = {}, $none = Object.freeze([]);"],
    [/if \(!\(message\.(\w+) && message\.\1\.length\)\)/g, "if (message.$1 === $none)"],
    [/delete message\.(\w+);/g, "message.$1 = value;"],
    // Setting a member of a oneof deletes the others, which is slow; mostly there is none.
    [/ *let \$oneOfFields;\n\n/g, ""],
    [/ *\/\/ Virtual OneOf.*\n *\$Object\.defineProperty\(\w+\.prototype, "_\w+", \{[\s\S]*?\}\);\n\n/g, ""],
    [/\$Object\.defineProperty\(\w+\.prototype, "(\w+)", \{[^[]*(\[.*\])\),[\s\S]*?\}\);/g, "const $1Members = $2;"],
    [/ *message\._\w+ = "\w+";\n/g, ""],
    [/let end, message(?:, value)?;[\s\S]*?return message;/g, oneofs],
  ];
  for (const [from, to] of changes) {
    if (!from.test(text)) throw new Error(`pbjs wrote nothing like ${from}`);
    text = text.replace(from, to);
  }
  for (const trap of ["$util.Long", "oneOf", "Buffer", "makeProp", "delete "]) {
    if (text.includes(trap)) throw new Error(`pbjs wrote another ${trap}`);
  }
  return text;
}

/** A constructor that sets every field to its default. */
function withDefaults(_all, name, defaults) {
  const fields = defaults.replaceAll(`${name}.prototype.`, "    this.").replaceAll("$util.emptyArray", "$none");
  return `const ${name} = function () {\n${fields}            };\n`;
}

/** Unsets the other members of a oneof when one is met, if another can have been met before. */
function oneofs(body) {
  const setter = /^( *)message\.(\w+) = ("\w+");$/gm;
  if (!setter.test(body)) return body;
  const unset =
    "$1    for (const other of $2Members)\n$1        if (other !== $3)\n$1            message[other] = null;\n";
  return body
    .replace("let end, message", "let end, member, message")
    .replace(setter, `$1if (member === $undefined ? _target : member !== $3)\n${unset}$1member = $3;`);
}

function collect(namespace) {
  for (const item of namespace.nestedArray) {
    if (item instanceof protobuf.Enum) enums.push(item);
    if (item instanceof protobuf.Type) messages.push(item);
    if (item.nestedArray !== undefined) collect(item);
  }
}

/** "Attachment.Kind" becomes AttachmentKind. */
function nameOf(item) {
  return item.fullName.slice(".keepsake.v1.".length).replaceAll(".", "");
}

/** Names of enum values without the prefix that protobuf wants: KIND_PHOTO becomes PHOTO. */
function shortNames(item) {
  const prefix = `${item.name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()}_`;
  return Object.entries(item.values).map(([name, value]) => {
    if (!name.startsWith(prefix)) throw new Error(`${name} does not start with ${prefix}`);
    return [name.slice(prefix.length), value, item.comments[name]];
  });
}

function fieldsOf(message) {
  return message.fieldsArray.toSorted((a, b) => a.id - b.id);
}

function hasPresence(field) {
  return !field.repeated && (field.partOf !== null || field.resolvedType instanceof protobuf.Type);
}

function typeOf(field) {
  if (field.resolvedType instanceof protobuf.Type) return nameOf(field.resolvedType);
  if (field.resolvedType instanceof protobuf.Enum) return nameOf(field.resolvedType);
  const type = {
    string: "string",
    bytes: "Uint8Array",
    bool: "boolean",
    uint32: "number",
    uint64: "number",
    double: "number",
  }[field.type];
  if (type === undefined) throw new Error(`${field.fullName}: ${field.type} is not supported`);
  return type;
}

function doc(...comments) {
  const lines = comments.filter((text) => text).flatMap((text) => text.split("\n"));
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}

function types() {
  const parts = [];
  for (const item of enums) {
    const values = shortNames(item).map(([name, value, comment]) => `${doc(comment)}${name}: ${value},\n`);
    parts.push(
      `${doc(item.comment ?? `Values of ${item.fullName.slice(13)}.`)}export const ${nameOf(item)} = {\n${values.join("")}} as const;\n`,
    );
    parts.push(
      `/** A number, because numbers that are not listed are kept. */\nexport type ${nameOf(item)} = number;\n`,
    );
  }
  for (const message of messages) {
    const lines = fieldsOf(message).map((field) => {
      const type = `${field.repeated ? "readonly " : ""}${typeOf(field)}${field.repeated ? "[]" : ""}${hasPresence(field) ? " | null" : ""}`;
      const oneof =
        field.partOf !== null && !field.partOf.name.startsWith("_") ? `One of \`${field.partOf.name}\`.` : "";
      return `${doc(oneof, field.comment)}${field.name}?: ${type};\n`;
    });
    lines.push("/** Fields that this version does not know, byte for byte. */\n$unknowns?: readonly Uint8Array[];\n");
    parts.push(`${doc(message.comment)}export interface ${nameOf(message)} {\n${lines.join("")}}\n`);
  }
  return `import type { Decoded } from "./decoded.js";\n\nexport type { Decoded };\n\n${parts.join("\n")}`;
}

function table() {
  const rows = messages.map((message) => {
    const fields = fieldsOf(message).map((field) => {
      const kind =
        field.resolvedType instanceof protobuf.Type
          ? "message"
          : field.resolvedType instanceof protobuf.Enum
            ? "enum"
            : field.type;
      const of = field.resolvedType ? `, of: "${nameOf(field.resolvedType)}"` : "";
      const oneof =
        field.partOf !== null && !field.partOf.name.startsWith("_") ? `, oneof: "${field.partOf.name}"` : "";
      const flags = `${field.repeated ? ", repeated: true" : ""}${hasPresence(field) ? ", presence: true" : ""}`;
      return `{ number: ${field.id}, name: "${field.name}", kind: "${kind}"${of}${oneof}${flags} },\n`;
    });
    return `${nameOf(message)}: [\n${fields.join("")}],\n`;
  });
  const names = enums.map((item) => `${nameOf(item)}: ${JSON.stringify(item.values)},\n`);
  return `/** A field of a message of the schema. */
export interface FieldSchema {
  readonly number: number;
  /** As in types.ts and in JSON. */
  readonly name: string;
  readonly kind: "string" | "bytes" | "bool" | "uint32" | "uint64" | "double" | "enum" | "message";
  /** The name of its message or enum. */
  readonly of?: string;
  /** The name of its oneof. */
  readonly oneof?: string;
  readonly repeated?: true;
  /** Whether unset differs from the default value. */
  readonly presence?: true;
}

/** The fields of every message, ascending by number. */
export const MESSAGES: Readonly<Record<string, readonly FieldSchema[]>> = {\n${rows.join("")}};

/** The values of every enum, with the names that JSON uses. */
export const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {\n${names.join("")}};
`;
}

function declarations() {
  const lines = messages.map((message) => `      ${nameOf(message)}: Generated<types.${nameOf(message)}>;\n`);
  return `import type * as types from "./types.js";
import type { WireReader } from "./wire-reader.js";
import type { WireWriter } from "./wire-writer.js";

/** The code that pbjs made for one message. */
export interface Generated<T> {
  encode(message: T, writer: WireWriter): WireWriter;
  decode(reader: WireReader, length?: number): types.Decoded<T>;
}

export declare const keepsake: {
  v1: {
${lines.join("").replace(/^ {6}/gm, "    ")}  };
};
`;
}
