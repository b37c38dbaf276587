// Says what to do next, from how things stand and not from what was pressed: whoever strays is led on from there.
import { credentialsOn, verbsOn } from "./credentials.js";
import { make } from "./dom.js";

const steps = ["Ask", "Approve", "Show credentials", "Query", "End"];

export function makeGuide(list, next, persons, point) {
  const items = steps.map((step, i) => make("li", {}, make("span", { "aria-hidden": "true" }, String(i + 1)), step));
  list.append(...items);
  let told = "";

  return accounts => {
    const [step, who, words] = whatNext(persons, accounts);
    items.forEach((item, i) => {
      item.dataset.is = i < step ? "done" : i === step ? "now" : "later";
      if (i === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (told === who + words) return;
    told = who + words;
    for (const person of persons) person.advise(person.id === who ? words : null);
    point(who);
    next.textContent = `Next, as ${firstOf(persons.find(person => person.id === who))}: ${words}`;
  };
}

function whatNext(persons, accounts) {
  const [dana] = persons;
  const inside = persons.find(person => person.query.state().is === "open");
  if (inside) return [4, inside.id, "You are in. Try what is out of scope, then say done (or let Rita revoke it) and see this session cut."];
  if (holds(dana.channel, "jit.approve.v1")) return [1, "omar", "Press Approve, here or as Rita. Nobody decides their own request: try it as Dana."];
  const asking = persons.find(person => holds(person.chat, "jit.submit.v1"));
  if (asking) return [0, asking.id, "Fill in the form and press Submit."];
  const shown = persons.find(person => person.chat.cards().some(({ card }) => credentialsOn(card)));
  if (shown) return [3, shown.id, "Shown to one person, hidden again in a minute. Use them: press the button above the card, or try psql."];
  const ready = persons.find(person => holds(person.chat, "jit.credentials.v1"));
  if (ready) return [2, ready.id, "The account is there. Press Show credentials: the password is made at that moment."];
  if (accounts.length === 0 && persons.some(person => person.query.state().is === "cut")) {
    return [5, "dana", "Cut, and the account is gone: that was a whole life. Log in again to see it refused, or ask anew."];
  }
  return [0, "dana", "You play all three. Begin here: type request hr-prod, or press that example below."];
}

const holds = (thread, verb) => thread.cards().slice(0, 3).some(({ card }) => verbsOn(card).includes(verb));

const firstOf = person => person.element.querySelector("h2").textContent.split(" ")[0];
