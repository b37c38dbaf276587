// One person's column: their private chat with JitBot, the channel, and their console.
import { makeConsole } from "./console.js";
import { credentialsOn } from "./credentials.js";
import { make } from "./dom.js";
import { post } from "./post.js";
import { makeTabs } from "./tabs.js";
import { makeThread } from "./thread.js";

export function makePerson(person) {
  const query = makeConsole(person);
  const chat = makeThread(person, `${person.first}'s chat with JitBot`,
    [make("b", {}, `${person.first}'s private chat with JitBot`), make("p", {}, "Type below, or press an example.")], offerCredentials);
  const channel = makeThread(person, `The channel #dba as ${person.first} sees it`,
    [make("b", {}, "The team's channel"), make("p", {}, `Requests to decide appear here. Whatever is pressed here, ${person.first} presses.`)]);
  const more = make("div", { class: "chips" });
  const panels = {
    chat: make("div", { class: "panel" }, chat.box, chips(), more, composer(`Message JitBot as ${person.first}`, "Message JitBot", false)),
    channel: make("div", { class: "panel" }, channel.box, composer(`Mention JitBot in #dba as ${person.first}`, "Mention JitBot in #dba", true)),
  };
  const tabs = makeTabs(`${person.first}'s places`, [
    { key: "chat", title: "JitBot", panel: panels.chat },
    { key: "channel", title: "#dba", panel: panels.channel },
  ], person.opens);
  const trouble = make("p", { class: "trouble", role: "alert" });
  const callout = make("p", { class: "callout", hidden: true });
  const element = make("section", { class: "person", id: person.id, "data-person": person.id, "aria-labelledby": `${person.id}-name` },
    make("header", {},
      make("span", { class: "avatar", "aria-hidden": "true" }, person.initials),
      make("div", {}, make("h2", { id: `${person.id}-name` }, person.name), make("p", {}, person.role))),
    callout, tabs.list, panels.chat, panels.channel, trouble, query.element);

  function chips() {
    return make("div", { class: "chips examples", role: "group", "aria-label": `Examples for ${person.first}` },
      person.examples.map(example => chip(example)));
  }

  function chip(words) {
    return make("button", { type: "button", class: "chip", title: words, onclick: () => say(words, false) }, words);
  }

  function composer(label, placeholder, inChannel) {
    const input = make("input", { type: "text", "aria-label": label, placeholder, autocomplete: "off", maxlength: 4000, enterkeyhint: "send" });
    return make("form", {
      class: "composer",
      onsubmit: async event => {
        event.preventDefault();
        const words = input.value.trim();
        if (!words) return;
        input.value = "";
        if (!await say(words, inChannel)) input.value ||= words;
      },
    }, input, make("button", { class: "send", "aria-label": `Send as ${person.first}` }, make("span", { "aria-hidden": "true" }, "↑")));
  }

  async function say(words, inChannel) {
    try {
      const { status } = await post("say", { person: person.id, text: words, inChannel });
      trouble.textContent = status < 300 ? "" : `JitBot answered ${status}.`;
    } catch (problem) {
      trouble.textContent = problem.message;
    }
    return trouble.textContent === "";
  }

  function offerCredentials(card) {
    const login = credentialsOn(card);
    return login && make("button", {
      type: "button",
      class: "button offer",
      onclick: ({ currentTarget }) => {
        currentTarget.hidden = true;
        query.use(login);
      },
    }, "Use these credentials in the console");
  }

  return {
    id: person.id,
    element,
    chat,
    channel,
    query,
    tabs,
    show(message) {
      const place = message.chat === person.id ? "chat" : message.chat === "dba" ? "channel" : null;
      if (place && (place === "chat" ? chat : channel).show(message) && message.author !== person.id) tabs.mark(place);
    },
    /** What to do next as this person; null if it is somebody else's turn. */
    advise(words) {
      callout.hidden = words === null;
      callout.textContent = words ?? "";
      element.toggleAttribute("data-next", words !== null);
    },
    /** Examples that only make sense now. */
    offer: words => more.replaceChildren(...words.map(chip)),
  };
}
