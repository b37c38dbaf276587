// Files in a chat as Teams shows them: the card that asks, and the file that is there.
import { make } from "./dom.js";
import { post } from "./post.js";

/** @param said where to say what came of it. */
export function drawConsent({ id, consent }, viewer, said) {
  const answer = allow => async ({ currentTarget }) => {
    const buttons = currentTarget.parentElement.querySelectorAll("button");
    for (const each of buttons) each.disabled = true;
    try {
      const { status } = await post("consent", { person: viewer.id, message: id, allow });
      said.textContent = status < 300 ? "" : `JitBot answered ${status}.`;
    } catch (problem) {
      said.textContent = problem.message;
    } finally {
      for (const each of buttons) each.disabled = false;
    }
  };
  return [
    make("div", { class: "card", role: "group", "aria-label": `File ${consent.name}`, tabindex: "-1" },
      make("h3", { class: "text medium bolder" }, consent.name),
      make("p", { class: "text" }, consent.description),
      make("p", { class: "text small", "data-subtle": true }, `It is put into your OneDrive, up to ${sizeOf(consent.size)}.`),
      make("div", { class: "actions" },
        make("button", { type: "button", class: "button primary", onclick: answer(true) }, "Allow"),
        make("button", { type: "button", class: "button", onclick: answer(false) }, "Decline"))),
    said,
  ];
}

export const drawFile = name => make("p", { class: "file" }, make("span", { "aria-hidden": "true" }, "\u{1F4C4}"), make("b", {}, name), make("span", {}, "in your OneDrive"));

const sizeOf = bytes => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.ceil(bytes / 1024 / 1024)} MiB`);
