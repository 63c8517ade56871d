// The totals that a spreadsheet worked out from the sheet Money, against the program's own, to the pound.
import { readFileSync } from "node:fs";

const [csv, json] = process.argv.slice(2);
const options = JSON.parse(readFileSync(json, "utf8")).options;
const rows = readFileSync(csv, "utf8").split(/\r?\n/).map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, "").replace(/^"|"$/g, "")) ?? []);
const head = rows.findIndex((row) => row[0] === "Option" && row[1] === "Net present cost");
if (head < 0) throw new Error("the sheet Money has no totals");
options.forEach((option, place) => {
  const worked = Number(rows[head + 1 + place][1]);
  if (!(Math.abs(worked - option.net_present_cost_gbp) < 0.5)) {
    throw new Error(`${option.id}: the spreadsheet says ${worked}, the program ${option.net_present_cost_gbp}`);
  }
});
console.log(`report.xlsx: LibreOffice works out ${options.length} net present costs to the pound`);
