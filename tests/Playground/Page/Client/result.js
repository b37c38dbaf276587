// Rows as a table; NULL is told apart from empty.
import { make } from "./dom.js";

export function drawResult({ columns, rows, cut, affected, ms }) {
  if (columns.length === 0) {
    return make("p", { class: "quiet" }, affected >= 0 ? `Done: ${affected} row${affected === 1 ? "" : "s"} changed, ${ms} ms.` : `Done, ${ms} ms.`);
  }
  const count = `${rows.length}${cut ? " rows shown, there are more" : rows.length === 1 ? " row" : " rows"}, ${ms} ms`;
  return make("table", {},
    make("caption", {}, count),
    make("thead", {}, make("tr", {}, columns.map(column => make("th", { scope: "col" }, column)))),
    make("tbody", {}, rows.map(row => make("tr", {}, row.map(cell)))));
}

const cell = value => value === null ? make("td", { class: "null" }, "NULL") : value === "" ? make("td", { class: "null" }, "(empty)") : make("td", {}, value);
