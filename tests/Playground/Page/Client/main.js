import { makeDatabase } from "./database.js";
import { listen } from "./feed.js";
import { makeGuide } from "./guide.js";
import { people } from "./people.js";
import { makePerson } from "./person.js";
import { makePlaces } from "./places.js";

const persons = people.map(makePerson);
const database = makeDatabase();
document.querySelector(".stage").append(...persons.map(person => person.element), database.element);

const point = makePlaces(document.querySelector(".places"),
  [...persons.map((person, i) => ({ title: people[i].first, element: person.element })), { title: "Database", element: database.element }]);
const guide = makeGuide(document.querySelector("#steps"), document.querySelector("#next"), persons, point);

listen({
  message: message => {
    for (const person of persons) person.show(message);
  },
  console: state => persons.find(person => person.id === state.person)?.query.show(state),
  database: view => {
    database.show(view);
    for (const person of persons) person.offer(endings(person, view.accounts));
  },
  now: () => guide(database.accounts()),
}, document.querySelector("#line"));

/** What this person can type to end what there is now. An account's name ends with its request's id. */
function endings(person, accounts) {
  const idOf = account => account.name.split("_").at(-1);
  const own = accounts.filter(account => account.name.startsWith(`jit_${person.id}_`));
  return [
    ...own.map(account => own.length === 1 ? "done" : `done ${idOf(account)}`),
    ...(person.id === "rita" ? accounts.map(account => `revoke ${idOf(account)} because the incident is closed`) : []),
  ];
}
