// Tabs as screen readers and arrow keys expect them.
import { freshId, make } from "./dom.js";

/** @param places [{ key, title, panel }] */
export function makeTabs(label, places, chosen) {
  const list = make("div", { class: "tabs", role: "tablist", "aria-label": label });
  const tabs = places.map(({ key, title, panel }, i) => {
    panel.id ||= freshId("panel");
    panel.setAttribute("role", "tabpanel");
    const tab = make("button", { type: "button", role: "tab", id: freshId("tab"), "aria-controls": panel.id, onclick: () => choose(key) }, title);
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = places[(i + step + places.length) % places.length];
      choose(next.key);
      tabs.find(other => other.key === next.key).tab.focus();
      event.preventDefault();
    });
    list.append(tab);
    return { key, tab, panel };
  });

  function choose(key) {
    for (const each of tabs) {
      const on = each.key === key;
      each.tab.setAttribute("aria-selected", String(on));
      each.tab.tabIndex = on ? 0 : -1;
      each.panel.hidden = !on;
      if (on) mark(key, false);
    }
  }

  function mark(key, news = true) {
    const { tab, panel } = tabs.find(each => each.key === key);
    tab.toggleAttribute("data-news", news && panel.hidden);
    tab.querySelector(".visually-hidden")?.remove();
    if (news && panel.hidden) tab.append(make("span", { class: "visually-hidden" }, ", something new"));
  }

  choose(chosen);
  return { list, choose, mark };
}
