// Both web pages in Chromium: axe-core at two widths, no request, a journey by keyboard, no sideways scrolling, first paint.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [out, pictures, chromium, tools] = process.argv.slice(2);
const require = createRequire(`${tools}/`);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
const problems = [];

const look = async (page, name) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const one of found.violations) problems.push(`${name}: ${one.id}: ${one.help} (${one.nodes.length}: ${one.nodes[0].html.slice(0, 160)})`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) problems.push(`${name}: the page is ${wide} pixels wider than the window`);
};

for (const file of ["report.html", "consultation.html"]) {
  for (const width of [1280, 390, 320]) {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 900 });
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => problems.push(`${file}: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && problems.push(`${file}: ${message.text()}`));
    await page.goto(pathToFileURL(`${out}/${file}`).href);
    const name = `${file} at ${width}`;
    if (asked.length !== 1) problems.push(`${name}: asks for ${asked.slice(1).join(", ")}`);
    await look(page, name);
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    if (file === "consultation.html") {
      // By keyboard alone: skip link, part of the city, neighbourhood.
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
      const seen = [];
      for (let step = 0; step < 6 && !seen.includes("locality"); step += 1) {
        await page.keyboard.press("Tab");
        seen.push(await focused());
      }
      if (!seen.includes("locality")) problems.push(`${name}: Tab reaches ${seen.join(", ")} and no list of places`);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      const shown = await page.evaluate(() => !document.getElementById("results").hidden && document.querySelectorAll("#every tr").length);
      if (!(shown > 0)) problems.push(`${name}: the keyboard leads to no result`);
      await look(page, `${name}, with a neighbourhood`);
      console.log(`${name}: first paint after ${Math.round(paint)} ms`);
    }
    await page.screenshot({ path: `${pictures}/${file}-${width}.png`, fullPage: width !== 320 && file === "consultation.html" });
    await page.close();
  }
}
await browser.close();
if (problems.length) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log("report.html, consultation.html: no violation, no request, at 1280, 390 and 320 pixels");
