// Elements are made here and nowhere else. Text only ever goes in as text.

/** make("p", { class: "x", onclick: f, aria-label: "…" }, "text", child, …): null and false are left out. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "selected") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

let last = 0;

/** An id that no other element has. */
export const freshId = prefix => `${prefix}-${++last}`;

export const isNearEnd = box => box.scrollHeight - box.scrollTop - box.clientHeight < 120;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const time = (moment, exact = false) =>
  make("time", { datetime: moment.toISOString(), title: moment.toLocaleString() }, (exact ? seconds : clock).format(moment));
