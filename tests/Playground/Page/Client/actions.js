// Buttons of a card.
import { freshId, make } from "./dom.js";

/** @param drawInner draws the card behind a ShowCard. */
export function drawActions(actions, scope, drawInner) {
  const row = make("div", { class: "actions" });
  const behind = make("div", { class: "behind" });
  for (const action of actions) {
    row.append(kinds[action.type]?.(action, scope, { row, behind, drawInner }) ?? make("span", { class: "not-drawn" }, `not drawn: ${action.type}`));
  }
  return [row, behind];
}

const kinds = {
  "Action.Execute": (action, scope) => button(action, {
    onclick: async ({ currentTarget }) => {
      const inputs = action.associatedInputs === "none" ? [] : scope.all();
      if (inputs.map(input => input.check()).includes(false)) return;
      const data = { ...action.data };
      for (const input of inputs) data[input.id] = input.value();
      await scope.press({ title: action.title, verb: action.verb }, data, currentTarget);
    },
  }),

  "Action.ShowCard": (action, scope, { row, behind, drawInner }) => {
    const inner = drawInner(action.card, scope);
    inner.id = freshId("behind");
    inner.hidden = true;
    behind.append(inner);
    const opener = button(action, {
      "aria-expanded": "false",
      "aria-controls": inner.id,
      onclick: () => {
        const open = inner.hidden;
        for (const other of row.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
        for (const other of behind.children) other.hidden = true;
        inner.hidden = !open;
        opener.setAttribute("aria-expanded", String(open));
        if (open) inner.querySelector("input, textarea, select")?.focus();
      },
    });
    return opener;
  },

  "Action.ToggleVisibility": (action, scope) => {
    const toggle = button(action, {
      "aria-expanded": "false",
      onclick: () => {
        for (const target of action.targetElements) {
          const shown = scope.named.get(target.elementId ?? target);
          if (shown) shown.hidden = target.isVisible === undefined ? !shown.hidden : !target.isVisible;
          toggle.setAttribute("aria-expanded", String(shown?.hidden === false));
        }
      },
    });
    return toggle;
  },
};

const looks = { positive: "button primary", destructive: "button danger" };

const button = (action, attributes) =>
  make("button", { type: "button", class: looks[action.style] ?? "button", "data-verb": action.verb, ...attributes }, action.title);
