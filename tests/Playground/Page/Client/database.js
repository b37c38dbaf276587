// What the database says right now, and what happened in it.
import { make, time } from "./dom.js";

export function makeDatabase() {
  let view = { accounts: [], happened: [], at: null };
  let ahead = 0;
  const server = make("p", {}, "…");
  const accounts = make("ul", { class: "accounts", "aria-label": "Accounts and their sessions" });
  const happened = make("ol", { class: "happened", "aria-label": "What happened, newest first" });
  const news = make("p", { class: "visually-hidden", role: "status" });
  const element = make("section", { class: "database", id: "database", "aria-labelledby": "database-name" },
    make("header", {}, make("span", { class: "avatar server", "aria-hidden": "true" }),
      make("div", {}, make("h2", { id: "database-name" }, "The database, right now"), server)),
    make("div", { class: "looking" },
      make("h3", {}, "JitBot's accounts"), accounts,
      make("h3", {}, "What happened"), happened, news));
  setInterval(tick, 1000);

  function show(now) {
    view = now;
    ahead = Date.parse(now.at) - Date.now();
    server.textContent = `${now.server}, read as superuser`;
    accounts.replaceChildren(...(now.accounts.length ? now.accounts.map(drawAccount) : [none]));
    happened.replaceChildren(...(now.happened.length ? now.happened.toReversed().map(drawHappened) : [nothing]));
    news.textContent = now.happened.at(-1)?.what ?? "";
    tick();
  }

  function tick() {
    for (const left of accounts.querySelectorAll("[data-ends]")) {
      const seconds = Math.ceil((Number(left.dataset.ends) - Date.now() - ahead) / 1000);
      left.textContent = seconds > 0 ? `${words(seconds)} left` : "its time is over";
      left.toggleAttribute("data-soon", seconds <= 30);
    }
  }

  return { element, show, accounts: () => view.accounts };
}

const none = make("li", { class: "nothing" },
  make("b", {}, "No account of JitBot's exists."), " When a request is approved, one appears here; at its end it is gone.");

const nothing = make("li", { class: "nothing" }, "Nothing yet.");

const drawAccount = account => make("li", { class: "account", "data-open": account.open },
  make("div", { class: "who" }, make("code", {}, account.name), make("span", { class: account.open ? "pill open" : "pill" }, account.open ? "open" : "closed")),
  make("p", { class: "left", "data-ends": String(Date.parse(account.endsAt)) }),
  make("ul", { class: "scope", "aria-label": "May" }, account.scope.map(line => make("li", {}, line))),
  account.sessions.length
    ? make("ul", { class: "sessions", "aria-label": "Sessions" }, account.sessions.map(drawSession))
    : make("p", { class: "quiet" }, account.open ? "No session." : "Nobody can log in yet: no credentials were shown."));

const drawSession = session => make("li", { "data-state": session.state },
  make("p", {}, make("b", {}, `pid ${session.pid}`), ` ${session.state || "starting"} in ${session.database}, since `, time(new Date(session.since), true)),
  session.query ? make("code", {}, session.query) : null);

const drawHappened = ({ at, kind, what }) => make("li", { "data-kind": kind }, time(new Date(at), true), make("span", {}, what));

const words = seconds => seconds >= 3600
  ? `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")} min`
  : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
