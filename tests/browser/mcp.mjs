// liasse-query --mcp with the official client.  mcp.mjs NODE_MODULES BASE PROGRAM INDEX
import { createRequire } from "node:module";
import path from "node:path";
import { spawn } from "node:child_process";

const [modules, , program, index] = process.argv.slice(2);
const require = createRequire(path.join(modules, "x.js"));
const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = require("@modelcontextprotocol/sdk/client/stdio.js");
const Ajv = require("ajv").default ?? require("ajv");

let wrong = 0;
const check = (ok, what, more = "") => { if (!ok) { wrong++; console.log("WRONG:", what, more) } };

const transport = new StdioClientTransport({ command: program, args: ["-i", index, "--mcp"], env: { ...process.env } });
const client = new Client({ name: "test", version: "1" });
await client.connect(transport);
check(client.getServerVersion().name === "liasse", "server name");
check(!!client.getInstructions(), "instructions");
await client.ping();

const { tools } = await client.listTools();
check(tools.map(t => t.name).sort().join() === "browse,cited_by,get,search,verify_quote", "tools", tools.map(t => t.name).join());
const ajv = new Ajv({ strict: false });
for (const tool of tools) {
  check(tool.inputSchema.additionalProperties === false, tool.name + ": strict");
  ajv.compile(tool.inputSchema);
}
const raw = (name, args) => client.callTool({ name, arguments: args });
const call = async (name, args) => {
  const answer = await raw(name, args);
  check(!answer.isError, name + " " + JSON.stringify(args), JSON.stringify(answer.content));
  return JSON.parse(answer.content[0].text);
};
const fails = async (name, args, text) => {
  const answer = await raw(name, args);
  check(answer.isError === true && answer.content[0].text.includes(text), name + " fails with " + text, JSON.stringify(answer));
};

// search: small, with provenance, pages joined by cursors.
const found = await call("search", { query: "eau" });
check(found.total > 0 && found.results.length <= 5, "search is small");
check(JSON.stringify(found).length < 8000, "search is short", JSON.stringify(found).length);
for (const hit of found.results) {
  check(/^[A-Za-z0-9._:-]+$/.test(hit.uid), "uid");
  check(/^[0-9a-f]{64}$/.test(hit.sha256), "content hash " + hit.uid);
}
check(found.results.some(h => h.url && h.date), "url and date");
const seen = new Set();
for (let cursor; ;) {
  const page = await call("search", { query: "loi", limit: 7, ...(cursor ? { cursor } : {}) });
  for (const hit of page.results) { check(!seen.has(hit.uid), "twice " + hit.uid); seen.add(hit.uid) }
  if (!page.next_cursor) { check(seen.size === page.total, "cursors give all", seen.size + " " + page.total); break }
  cursor = page.next_cursor;
}
const questions = await call("search", { query: "", kind: ["question-ecrite"] });
check(questions.total > 0 && questions.results.every(h => h.kind === "question-ecrite"), "kinds alone");
const some = await call("search", { query: "loi", kind: ["question-ecrite", "article"], date_start: "2020", limit: 50 });
check(some.results.every(h => ["question-ecrite", "article"].includes(h.kind) && h.date >= "2020"), "filters");

// get: slices that join.
const whole = await call("get", { uid: "QANR5L17QE15512", length: 100000 });
check(!whole.content_truncated && whole.date === "2026-03-24" && /^[0-9a-f]{64}$/.test(whole.sha256), "get");
const text = whole.text.map(b => b.text).join("");
let joined = "", start = 0;
for (; ;) {
  const slice = await call("get", { uid: "QANR5L17QE15512", start, length: 333 });
  joined += slice.text.map(b => b.text).join("");
  if (!slice.content_truncated) break;
  check(slice.next_start > start, "slices go on");
  start = slice.next_start;
}
check(joined === text, "slices join", joined.length + " " + text.length);

// browse: down a code.
const { containers } = await call("browse", {});
check(containers.length > 0, "containers");
const code = containers.find(c => c.container === "LEGITEXT099900000001") ?? containers[0];
const top = await call("browse", { container: code.container });
check(top.sections.length + top.documents.length > 0, "table of contents");
let below = 0;
const count = async path => {
  const level = await call("browse", { container: code.container, path, limit: 200 });
  below += level.documents.length;
  for (const s of level.sections) await count([...path, s.section]);
};
await count([]);
check(below === code.documents, "the table holds every document", below + " " + code.documents);

// cited_by, verify_quote.
const citing = await call("cited_by", { uid: "QANR5L17QE15512" });
check(citing.results.some(h => h.uid === "CITING1"), "cited_by", JSON.stringify(citing));
const words = text.slice(40, 120);
const verdict = async args => (await call("verify_quote", args)).verdict;
check(await verdict({ quote: words, uid: "QANR5L17QE15512" }) === "exact", "a quotation");
check(await verdict({ quote: words.toUpperCase(), uid: "QANR5L17QE15512" }) === "other_case", "in capitals");
check(await verdict({ quote: words.replace(/'/g, "’").replace(/ /g, "\u00a0"), uid: "QANR5L17QE15512" }) === "exact", "with other signs");
check(await verdict({ quote: words + " zorglub", uid: "QANR5L17QE15512" }) === "absent", "a false one");
check(await verdict({ quote: words, uid: "NOSUCH" }) === "no_such_document", "of no document");
const anywhere = await call("verify_quote", { quote: words });
check(anywhere.verdict === "exact" && anywhere.results.some(r => r.uid === "QANR5L17QE15512"), "in any document", JSON.stringify(anywhere).slice(0, 300));
const place = anywhere.results.find(r => r.uid === "QANR5L17QE15512");
const block = Buffer.from(whole.text[place.block].text);
check(block.subarray(place.start, place.end).toString() === words, "its place in bytes");

// Faults are told to the model, or are protocol errors.
await fails("search", { query: "loi", foo: 1 }, "foo");
await fails("search", { query: 5 }, "query");
await fails("search", { query: "loi", limit: 500 }, "limit");
await fails("search", { query: "(loi OU", match: "all" }, "");
await fails("get", { uid: "NOSUCH" }, "NOSUCH");
await fails("get", { uid: "../etc" }, "uid");
let refused = false;
try { await raw("nosuch", {}) } catch { refused = true }
check(refused, "an unknown tool is a protocol error");
await client.close();

// Raw lines.
const child = spawn(program, ["-i", index, "--mcp"], { stdio: ["pipe", "pipe", "inherit"] });
let out = "";
child.stdout.on("data", d => { out += d });
const lines = [
  "not json", "[]", '{"jsonrpc":"1.0","id":1,"method":"ping"}', '{"jsonrpc":"2.0","id":"a","method":"nosuch"}',
  '{"jsonrpc":"2.0","method":"notifications/cancelled"}', "", "[".repeat(5000),
  '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"search","arguments":[]}}',
  '{"jsonrpc":"2.0","id":8,"method":"ping"}'];
child.stdin.end(lines.join("\n") + "\n");
const status = await new Promise(done => child.on("exit", done));
const answers = out.trim().split("\n").map(l => JSON.parse(l));
check(status === 0, "ends well at the end of its input", status);
check(answers.map(a => a.error?.code ?? "ok").join() === "-32700,-32600,-32600,-32601,-32700,-32602,ok", "codes", answers.map(a => a.error?.code ?? "ok").join());

console.log(wrong ? wrong + " wrong" : "all right");
process.exit(wrong ? 1 : 0);
