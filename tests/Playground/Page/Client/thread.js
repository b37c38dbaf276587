// One place of messages as one person sees it: their private chat, or the channel.
import { drawCard } from "./card.js";
import { drawConsent, drawFile } from "./files.js";
import { freshId, isNearEnd, make, time } from "./dom.js";
import { post } from "./post.js";
import { personOf } from "./people.js";

/** @param offer (card) => an element to stand above a card, or null. */
export function makeThread(viewer, label, empty, offer) {
  const drawn = new Map();
  const list = make("ol", { class: "messages" });
  const box = make("div", { class: "thread", tabindex: "0", role: "log", "aria-label": label }, make("div", { class: "empty" }, empty), list);

  function show(message) {
    const before = drawn.get(message.id);
    if (message.deleted) {
      before?.row.remove();
      return false;
    }
    const card = message.own[viewer.id] ?? message.card;
    const shown = JSON.stringify([card, message.text, message.consent, message.file]);
    if (before?.shown === shown) return false;

    const follow = isNearEnd(box) || message.author === viewer.id;
    const said = before?.said ?? make("p", { class: "said", role: "status" });
    const row = draw(message, card, said);
    const focused = before?.row.contains(document.activeElement) ? document.activeElement : null;
    if (before) before.row.replaceWith(row);
    else place(row, message);
    drawn.set(message.id, { row, shown, message, said });
    if (focused) (row.querySelector(".card") ?? row).focus({ preventScroll: true });
    if (focused || (follow && row === list.lastElementChild)) queueMicrotask(() => reveal(row));
    return true;
  }

  // The whole message if there is room for it, else how it begins.
  function reveal(row) {
    const room = box.clientHeight - row.offsetHeight;
    box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - Math.max(room, 8);
  }

  // Answers in a channel stand under what they answer.
  function place(row, message) {
    const after = [...drawn.values()].map(other => other.row).filter(other => other.isConnected && other.dataset.thread <= message.thread
      && (other.dataset.thread < message.thread || other.dataset.message < message.id));
    after.sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    if (after.length) after.at(-1).after(row);
    else list.prepend(row);
  }

  function draw(message, card, said) {
    const author = personOf(message.author);
    const own = message.author === viewer.id;
    return make("li", {
      class: own ? "message own" : "message", "data-author": message.author ?? "bot", "data-message": message.id, "data-thread": message.thread,
      "data-reply": message.thread !== message.id && message.chat === "dba" ? "" : null,
    },
    make("p", { class: "meta" },
      make("span", { class: "avatar small", "aria-hidden": "true" }, author.initials),
      make("b", {}, own ? "You" : author.first),
      time(new Date(Number(message.id))),
      message.updates > 0 ? make("span", {}, "updated") : null,
      message.own[viewer.id] ? make("span", { class: "private" }, `only ${viewer.first} sees this`) : null),
    message.text ? make("p", { class: "bubble" }, message.text) : null,
    message.consent ? drawConsent(message, viewer, said) : null,
    message.file ? drawFile(message.file) : null,
    card ? withCard(message, card, said) : null);
  }

  function withCard(message, card, said) {
    const element = drawCard(card, async (action, data, button) => {
      const buttons = element.querySelectorAll("button");
      element.setAttribute("aria-busy", "true");
      for (const each of buttons) each.disabled = true;
      try {
        const answer = await post("press", { person: viewer.id, message: message.id, action, data });
        said.textContent = answer.text ?? (answer.status === 200 ? "" : `JitBot answered ${answer.status}.`);
      } catch (problem) {
        said.textContent = problem.message;
      } finally {
        element.removeAttribute("aria-busy");
        for (const each of buttons) each.disabled = false;
        if (button.isConnected && document.activeElement === document.body) button.focus();
      }
    });
    element.setAttribute("tabindex", "-1");
    element.setAttribute("role", "group");
    const heading = element.querySelector("h3");
    if (heading) {
      heading.id = freshId("card");
      element.setAttribute("aria-labelledby", heading.id);
    } else element.setAttribute("aria-label", "Card");
    return [offer?.(card), element, said];
  }

  return {
    box,
    show,
    /** What stands there now, newest first, as this person sees it. */
    cards: () => [...drawn.values()].map(({ message }) => message).filter(message => !message.deleted).sort((a, b) => (a.id < b.id ? 1 : -1))
      .map(message => ({ message, card: message.own[viewer.id] ?? message.card })).filter(({ card }) => card),
  };
}
