// The search page in a real browser.  page.mjs NODE_MODULES BASE
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const [modules, base] = process.argv.slice(2);
const shots = process.env.SHOTS; // a folder for pictures of every page
const require = createRequire(path.join(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(p => fs.existsSync(p));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

let wrong = 0;
const check = (ok, what, more = "") => { if (!ok) { wrong++; console.log("WRONG:", what, more) } };

const pages = {
  home: "/",
  english: "/?lang=en",
  results: "/?query=eau",
  filtered: "/?query=&type=question-ecrite&leg=17&date_start=2024",
  baddate: "/?query=eau&date_start=2024-13-45",
  corrected: "/?query=hopitual",
  relaxed: "/?query=hopital+vignes+zorglub+proximit%C3%A9",
  none: "/?query=zorglubix+eau&type=article&match=all",
  facet: "/?query=loi&facette=auteur",
  question: "/documents/QANR5L17QE15512?query=caves",
  article: "/documents/LEGIARTI099900000101?query=marin",
  old: "/documents/LEGIARTI099900000100?query=marin",
  hostile: "/documents/HOSTILE1?query=zorglub",
  help: "/aide",
  accessibility: "/accessibilite",
  syntax: "/?query=%28eau+OU&match=all",
  missing: "/documents/NOSUCH",
  parameter: "/?foo=1",
};
const errors = new Set(["syntax", "missing", "parameter"]);

// axe on every kind of page, both schemes, two widths, every fold open.
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(tags => axe.run({ runOnly: tags, rules: { "target-size": { enabled: true } } }), tags);
  return found.violations.map(v => v.id + " " + v.nodes.slice(0, 2).map(n => n.target.join(" ") + ": " + n.failureSummary.split("\n")[1]).join(" | "));
}
for (const colorScheme of ["light", "dark"])
  for (const [width, height] of [[1280, 900], [360, 740]]) {
    // Two of the four, unless all pictures are wanted: that is half the time.
    if (!shots && (colorScheme === "light") !== (width === 1280)) continue;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true, reducedMotion: "reduce", locale: "fr-FR" });
    const page = await context.newPage();
    for (const [name, address] of Object.entries(pages)) {
      const answer = await page.goto(base + address);
      check(errors.has(name) === (answer.status() >= 400), name + " status", answer.status());
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      await page.evaluate(() => document.querySelectorAll("details").forEach(d => { d.open = true }));
      const bad = await violations(page);
      check(bad.length === 0, `axe ${name} ${colorScheme} ${width}`, bad.join("\n   "));
      const outline = await page.evaluate(() => [...document.querySelectorAll("h1,h2,h3")].map(h => +h.tagName[1]));
      check(outline.filter(n => n === 1).length === 1 && outline.every((n, i) => i === 0 || n <= outline[i - 1] + 1), name + " headings", outline.join());
    }
    await context.close();
  }

// With the policy in force: no message, nothing wider than the window, light.
for (const [name, address] of Object.entries(pages)) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, locale: "fr-FR" });
  const page = await context.newPage(), told = [];
  let bytes = 0;
  page.on("console", m => m.type() === "error" && !/status of 4\d\d/.test(m.text()) && told.push(m.text()));
  page.on("pageerror", e => told.push(e.message));
  page.on("dialog", d => { told.push("dialog " + d.message()); d.dismiss() });
  page.on("response", async r => { try { bytes += (await r.body()).length } catch { /* none */ } });
  await page.goto(base + address, { waitUntil: "networkidle" });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!await wide(), name + " is wider than 320");
  await page.evaluate(() => { for (const e of document.querySelectorAll("body *")) { e.style.lineHeight = "1.5"; e.style.letterSpacing = ".12em"; e.style.wordSpacing = ".16em" } });
  check(!await wide(), name + " is wider than 320 with spaced text");
  await page.setViewportSize({ width: 640, height: 900 });
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%" });
  check(!await wide(), name + " is wider than its window at 200 %");
  check(told.length === 0, name + " said", told.join(" | "));
  check(bytes < 60000, name + " weighs", bytes);
  await context.close();
}

// Without JavaScript: a whole search.
{
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 }, locale: "fr-FR" });
  const page = await context.newPage();
  const total = async () => +(await page.textContent("h1")).replace(/[^0-9]/g, "");
  await page.goto(base + "/");
  await page.fill("#query", "loi");
  await page.click(".box .btn");
  const all = await total();
  check(all > 0, "no script: a search finds");
  await page.check("input[name=type] >> nth=0");
  const promised = +(await page.textContent(".opts label:has(:checked) > :last-child")).replace(/[^0-9]/g, "");
  await page.click("#appliquer");
  check(await total() === promised, "no script: a filter finds what its count says", await total() + " " + promised);
  await page.click(".chips a");
  check(await total() === all, "no script: a chip takes its filter back");
  const bar = await page.$$eval(".hist a", list => list.map(a => [a.getAttribute("href"), a.querySelector("title").textContent])).then(l => l[0]);
  await page.goto(base + bar[0]);
  check(await total() === +bar[1].replace(/.*: */, "").replace(/[^0-9]/g, ""), "no script: a bar finds what it says", bar[1]);
  await page.goto(base + "/?query=loi");
  await page.click(".sort a >> nth=0");
  check(/sort=-date/.test(page.url()), "no script: sort");
  await page.click(".pages .next");
  check(/page=2/.test(page.url()) && await page.$$eval(".hit", l => l.length) > 0, "no script: next page");
  await page.click(".hit h2 a >> nth=0");
  check(await page.$$eval("h1", l => l.length) === 1 && await page.$$eval(".doc mark", l => l.length) > 0, "no script: a document with marks");
  await page.click(".back a");
  check(/query=loi/.test(page.url()), "no script: the way back");
  for (const link of await page.$$eval(".take a", l => l.map(a => a.href))) {
    const answer = await context.request.get(link);
    check(answer.status() === 200, "download " + link, answer.status());
  }
  // Every example of home and help runs; those of home find something.
  await page.goto(base + "/");
  for (const href of await page.$$eval(".try a, tbody a", l => l.map(a => a.href))) {
    await page.goto(href);
    check(await total() > 0, "example " + href);
  }
  await page.goto(base + "/aide");
  for (const href of await page.$$eval(".syn a", l => l.map(a => a.href)))
    check((await page.goto(href)).status() === 200, "help " + href);
  await context.close();
}

// With JavaScript: suggestions by keyboard, live count, copy.
{
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ["clipboard-read", "clipboard-write"], locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto(base + "/?query=loi");
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.className) === "skip", "the first tab is the skip link");
  await page.fill("#query", "");
  await page.type("#query", "acc");
  await page.waitForSelector(".sugg:not([hidden]) li");
  check(/proposition/.test(await page.textContent("#annonce")), "suggestions are announced");
  await page.keyboard.press("ArrowDown");
  check(await page.getAttribute("#query", "aria-activedescendant") === "p0", "the arrow chooses");
  check(await page.inputValue("#query") === "acc", "what was typed stays");
  await page.evaluate(axe);
  await page.keyboard.press("Escape");
  check(await page.isHidden(".sugg"), "Escape closes");
  await page.goto(base + "/?query=loi");
  const before = await page.textContent("#appliquer");
  await page.check("input[name=type] >> nth=0");
  await page.waitForFunction(t => document.querySelector("#appliquer").textContent !== t, before);
  const promised = (await page.textContent("#appliquer")).replace(/[^0-9]/g, "");
  await Promise.all([page.waitForNavigation(), page.click("#appliquer")]);
  check((await page.textContent("h1")).replace(/[^0-9]/g, "") === promised, "the button keeps its word");
  check(!/date_start=/.test(page.url()), "empty fields stay out of the address", page.url());
  await page.goto(base + "/documents/QANR5L17QE15512");
  await page.click("[data-copy]");
  check(/documents\/QANR5L17QE15512/.test(await page.evaluate(() => navigator.clipboard.readText())), "the reference is copied");
  for (const colorScheme of ["light", "dark"]) {
    const open = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme, bypassCSP: true, locale: "fr-FR" });
    const other = await open.newPage();
    await other.goto(base + "/?query=loi");
    await other.fill("#query", "");
    await other.type("#query", "acc");
    await other.waitForSelector(".sugg:not([hidden]) li");
    await other.keyboard.press("ArrowDown");
    const bad = await violations(other);
    check(bad.length === 0, "axe with suggestions open " + colorScheme, bad.join("\n   "));
    if (shots) await other.screenshot({ path: `${shots}/suggestions-${colorScheme}.png` });
    await open.close();
  }
  await context.close();
}

await browser.close();
console.log(wrong ? wrong + " wrong" : "all right");
process.exit(wrong ? 1 : 0);
