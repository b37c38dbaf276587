// Credentials as they stand on the card that shows them. Kept in this page's memory only, while it is open.
import { unescaped } from "./text.js";

/** The login in a card's address for tools, or null. */
export function credentialsOn(card) {
  const address = textsOf(card).map(unescaped).find(text => text.startsWith("postgresql://"));
  if (!address) return null;
  const found = /^postgresql:\/\/([^:]+):([^@]+)@[^/]+\/([^?]+)/.exec(address);
  return found && { user: decodeURIComponent(found[1]), password: decodeURIComponent(found[2]), database: decodeURIComponent(found[3]) };
}

function textsOf(node) {
  if (Array.isArray(node)) return node.flatMap(textsOf);
  if (node === null || typeof node !== "object") return [];
  return [...(typeof node.text === "string" ? [node.text] : []), ...Object.values(node).flatMap(textsOf)];
}

/** Every verb that can be pressed on a card. */
export function verbsOn(node) {
  if (Array.isArray(node)) return node.flatMap(verbsOn);
  if (node === null || typeof node !== "object") return [];
  return [...(node.type === "Action.Execute" ? [node.verb] : []), ...Object.values(node).flatMap(verbsOn)];
}
