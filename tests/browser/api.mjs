// OpenAPI: valid, and true.  Every example is asked for, every answer is
// compared with its schema.  api.mjs NODE_MODULES BASE
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, base] = process.argv.slice(2);
const require = createRequire(path.join(modules, "x.js"));
const { Validator } = await import(pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")).href);
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

let wrong = 0, asked = 0;
const check = (ok, what, more = "") => { if (!ok) { wrong++; console.log("WRONG:", what, more) } };

const api = await (await fetch(base + "/openapi.json")).json();
const verdict = await new Validator().validate(structuredClone(api));
check(verdict.valid, "the document is OpenAPI", JSON.stringify(verdict.errors)?.slice(0, 800));
check(api.openapi.startsWith("3.1"), "version", api.openapi);
const version = await (await fetch(base + "/version")).json();
check(version.version === api.info.version, "its version is the program's", version.version);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(api, "api");
const matches = (schema, value, what) => {
  const ok = ajv.validate({ $ref: "api" + schema.$ref }, value);
  check(ok, what, JSON.stringify(ajv.errors)?.slice(0, 500));
};

// Asks for a path with these parameters; compares status, type and schema.
async function ask(operation, address, wanted, how = "") {
  const answer = await fetch(base + address, { headers: { accept: "application/json" } });
  asked++;
  check(String(answer.status) === wanted, address, `${answer.status}, not ${wanted} ${how}`);
  const body = await answer.text();
  const described = operation.responses[String(answer.status)];
  if (!described) return check(false, address, answer.status + " is not described");
  const type = answer.headers.get("content-type").replace(/;.*/, "");
  const content = Object.entries(described.content ?? {}).find(([t]) => t.replace(/;.*/, "") === type);
  check(!!content, address, type + " is not described");
  if (type === "application/json" && content) matches(content[1].schema, JSON.parse(body), address);
}

const place = (template, operation) => template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(operation.parameters.find(p => p.name === name).example));
const written = (p, query) => { for (const v of [p.example].flat()) query.append(p.name, v) };

for (const [template, methods] of Object.entries(api.paths)) {
  const operation = methods.get, address = place(template, operation);
  await ask(operation, address, "200");
  const params = (operation.parameters ?? []).filter(p => p.in === "query");
  for (const p of params) {
    check(p.example !== undefined, template + " " + p.name + " has an example");
    const query = new URLSearchParams();
    written(p, query);
    await ask(operation, address + "?" + query, "200", p.name);
  }
  // all at once, but what excludes one another
  const query = new URLSearchParams();
  for (const p of params) if (!["cursor", "format", "bom", "download", "page"].includes(p.name)) written(p, query);
  if (params.length) await ask(operation, address + "?" + query, "200", "all");
  for (const [status, answer] of Object.entries(operation.responses))
    if (answer["x-example-request"]) await ask(operation, answer["x-example-request"], status);
}
// The allowed list of an error names what is described, and the reverse.
const error = await (await fetch(base + "/search?nosuch=1", { headers: { "accept-language": "en" } })).json();
const allowed = error.message.split("there are: ")[1].split(", ");
const described = api.paths["/search"].get.parameters.map(p => p.name);
for (const name of described) check(allowed.includes(name), "described, not allowed", name);
console.log(asked + " requests;", wrong ? wrong + " wrong" : "all right");
process.exit(wrong ? 1 : 0);
