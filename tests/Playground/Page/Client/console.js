// A small console for those without psql: one real connection with the login that was shown, held open until it is left or cut.
import { make } from "./dom.js";
import { meaningOf } from "./explain.js";
import { post } from "./post.js";
import { drawResult } from "./result.js";

const samples = [
  ["Read", "select * from employee order by id limit 5"],
  ["Join", "select e.first_name, e.last_name, t.title from employee e join title t on t.employee_id = e.id limit 5"],
  ["Out of scope", "select * from salary limit 5"],
  ["Write", "update employee set last_name = 'Changed' where id = 1"],
  ["Stay busy", "select pg_sleep(25)"],
];

export function makeConsole(person) {
  let login = null;
  let state = { is: "closed" };
  let entering = false; // somebody is logging in here, and is to find the cursor where a query is typed
  const status = make("p", { class: "status", role: "status" });
  const sql = make("textarea", { rows: 2, "aria-label": `SQL to run as ${person.first}`, spellcheck: "false", autocomplete: "off", value: samples[0][1],
    onkeydown: event => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        run();
      }
    } });
  const runner = make("button", { type: "button", class: "button primary", onclick: run }, "Run");
  const leave = make("button", { type: "button", class: "button", onclick: () => say("disconnect") }, "Log out");
  const again = make("button", { type: "button", class: "button", onclick: connect }, "Log in again");
  const close = make("button", { type: "button", class: "button plain", onclick: () => (element.hidden = true) }, "Close");
  const results = make("div", { class: "results", role: "region", "aria-live": "polite", "aria-label": `Answer to ${person.first}`, tabindex: "0" });
  const work = make("div", { class: "work" },
    make("div", { class: "chips", role: "group", "aria-label": "Sample queries" }, samples.map(([title, text]) =>
      make("button", { type: "button", class: "chip", title: text, onclick: () => {
        sql.value = text;
        run();
      } }, title))),
    make("div", { class: "ask" }, sql, runner));
  const element = make("section", { class: "console", "aria-label": `${person.first}'s database console`, hidden: true },
    make("header", {}, make("h3", {}, `${person.first}'s console`), status, leave, again, close), work, results);

  async function connect() {
    const waiting = make("p", { class: "quiet" }, "Logging in…");
    results.replaceChildren(waiting);
    entering = true;
    const answer = await say("connect", login);
    if (answer.trouble) entering = false;
    // The news of the session may be here before this answer, and somebody may have used it since: their result stays.
    waiting.replaceWith(answer.trouble
      ? refusal(answer.trouble)
      : make("p", { class: "quiet" }, "Logged in. This session stands in the database panel now. Enter runs, Shift+Enter begins a new line."));
  }

  async function run() {
    if (state.is !== "open" || runner.disabled || !sql.value.trim()) return;
    runner.disabled = true;
    element.setAttribute("aria-busy", "true");
    results.replaceChildren(make("p", { class: "quiet" }, "Running…"));
    const answer = await say("query", { sql: sql.value });
    results.replaceChildren(answer.trouble ? refusal(answer.trouble) : drawResult(answer));
    runner.disabled = state.is !== "open";
    element.removeAttribute("aria-busy");
  }

  async function say(what, body = {}) {
    try {
      return await post(what, { person: person.id, ...body });
    } catch (problem) {
      return { trouble: { code: null, message: problem.message } };
    }
  }

  function refusal({ code, message }) {
    return make("div", { class: "refusal" },
      make("p", {}, code ? make("code", { class: "code" }, code) : null, ` ${message}`),
      meaningOf(code) ? make("p", { class: "quiet" }, meaningOf(code)) : null);
  }

  return {
    element,
    state: () => state,
    use(credentials) {
      login = credentials;
      element.hidden = false;
      connect();
    },
    show(now) {
      const cut = now.is === "cut" && state.is !== "cut";
      state = now;
      element.dataset.is = now.is;
      status.title = now.user ?? "";
      status.replaceChildren(now.is === "open" ? `Logged in, pid ${now.pid}` : now.is === "cut" ? `Session ${now.pid} was cut` : "Not logged in");
      leave.hidden = now.is !== "open";
      again.hidden = now.is === "open" || login === null;
      close.hidden = now.is === "open";
      runner.disabled = now.is !== "open";
      work.toggleAttribute("inert", now.is !== "open");
      if (now.is !== "closed") element.hidden = false;
      if (now.is === "open" && entering) {
        entering = false;
        sql.focus();
      }
      if (cut) results.replaceChildren(refusal(now.trouble));
    },
  };
}
