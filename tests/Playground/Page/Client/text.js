// The words on a card: moments in the reader's own time, and the little Markdown that Teams honours in text blocks.
import { make } from "./dom.js";

const moment = /\{\{(DATE|TIME)\(([^,)]+)(?:,\s*(\w+))?\)\}\}/g;
// Any sign of ASCII can be escaped, the underscore too.
const escaped = /\\([!-\/:-@[-`{-~])/g;
const markup = /\\([!-\/:-@[-`{-~])|\*\*(.+?)\*\*|(?<![\w\\])_(.+?)_(?!\w)|\[([^\]]+)\]\((https:[^)\s]+)\)|<at>([^<]+)<\/at>/s;
const styles = { SHORT: { dateStyle: "short" }, COMPACT: { dateStyle: "short" }, LONG: { dateStyle: "long" } };

/** Moments only: for runs of rich text. */
export function literal(text) {
  return text.replace(moment, (whole, kind, at, style) => {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return whole;
    return kind === "DATE" ? date.toLocaleDateString(undefined, styles[style] ?? styles.SHORT) : date.toLocaleTimeString(undefined, { timeStyle: "short" });
  });
}

/** Nodes for a text block or a fact. */
export const markdown = text => inline(literal(text));

function inline(text) {
  const found = markup.exec(text);
  if (!found) return text === "" ? [] : [text];

  const [whole, sign, strong, emphasis, label, address, called] = found;
  const rest = text.slice(found.index + whole.length);
  const node = sign ? sign
    : strong ? make("strong", {}, inline(strong))
    : emphasis ? make("em", {}, inline(emphasis))
    : called ? make("span", { class: "mention" }, called)
    : make("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, inline(label));
  return [text.slice(0, found.index), node, ...inline(rest)].filter(part => part !== "");
}

/** Without escapes, for text that is known to have no other Markdown. */
export const unescaped = text => text.replaceAll(escaped, "$1");

/** As a person reads it, in one string. */
export const plain = text => markdown(text).map(node => (typeof node === "string" ? node : node.textContent)).join("");
