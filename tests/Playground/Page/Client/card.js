// Adaptive Cards, just what JitBot's use. Anything else is shown as not drawn, so that nobody takes half a card for a whole one.
import { drawActions } from "./actions.js";
import { freshId, make } from "./dom.js";
import { drawInput } from "./inputs.js";
import { literal, markdown } from "./text.js";

/** @param press (action, data, button) => promise: somebody pressed; inputs stand in data. */
export function drawCard(card, press) {
  const drawn = drawOne(card, null, press);
  drawn.className = "card";
  return drawn;
}

function drawOne(card, around, press = around.press) {
  const scope = {
    press,
    inputs: [],
    named: around?.named ?? new Map(),
    // A button sends the inputs of its own card and of the cards around it.
    all: () => [...(around?.all() ?? []), ...scope.inputs],
  };
  const tone = card.body?.find(element => element.type === "Container" && element.bleed)?.style;
  return make("div", { "data-tone": tone },
    drawItems(card.body ?? [], scope),
    card.actions?.length ? drawActions(card.actions, scope, drawOne) : []);
}

function drawItems(items, scope) {
  const ids = items.map(() => freshId("element"));
  return items.map((element, i) => {
    // A text in warning colours right after an input is what the bot says about that input; at the foot of a card, it is about the whole.
    const next = items[i + 1];
    const problem = i + 2 < items.length && next.type === "TextBlock" && next.color === "attention" ? ids[i + 1] : null;
    const drawn = (kinds[element.type] ?? unknown)(element, scope, problem);
    drawn.id ||= ids[i];
    drawn.classList.add("element");
    if (element.spacing) drawn.dataset.spacing = element.spacing;
    if (element.separator) drawn.dataset.separator = "";
    if (element.isVisible === false) drawn.hidden = true;
    if (element.id) scope.named.set(element.id, drawn);
    return drawn;
  });
}

const kinds = {
  TextBlock: element => make(element.style === "heading" ? "h3" : "p", looks(element), markdown(element.text)),
  RichTextBlock: element => make("p", { class: "text" }, element.inlines.map(run => typeof run === "string" ? literal(run) : run.type === "TextRun"
    ? make("span", looks(run), literal(run.text))
    : unknown(run))),
  FactSet: element => make("dl", { class: "facts" }, element.facts.map(fact => [make("dt", {}, markdown(fact.title)), make("dd", {}, markdown(fact.value))])),
  Container: (element, scope) => make("div", { class: `container ${element.style ?? "default"}`, "data-bleed": element.bleed }, drawItems(element.items, scope)),
  ColumnSet: (element, scope) => {
    const set = make("div", { class: "columns" }, element.columns.map(column => make("div", { class: "column" }, drawItems(column.items, scope))));
    set.style.gridTemplateColumns = element.columns.map(widthOf).join(" ");
    return set;
  },
  Table: (element, scope) => make("div", { class: "table" }, make("table", {}, element.rows.map((row, i) => make("tr", {}, row.cells.map((cell, column) =>
    make(element.firstRowAsHeader !== false && i === 0 ? "th" : "td", { "data-align": element.columns[column]?.horizontalCellContentAlignment }, drawItems(cell.items, scope))))))),
  ActionSet: (element, scope) => make("div", {}, drawActions(element.actions, scope, drawOne)),
  "Input.Text": drawInput,
  "Input.Toggle": drawInput,
  "Input.ChoiceSet": drawInput,
};

const unknown = element => make("p", { class: "not-drawn" }, `not drawn: ${element.type}`);

const widthOf = ({ width }) => (/^\d+px$/.test(width ?? "") ? width : width === "auto" ? "auto" : "minmax(0, 1fr)");

const looks = element => ({
  class: ["text", element.size, element.weight, element.color, element.fontType].filter(Boolean).join(" "),
  "data-subtle": element.isSubtle,
});
