// On narrow screens one place is in sight at a time: links lead to each, and show where one is.
import { make } from "./dom.js";

export function makePlaces(nav, places) {
  const links = places.map(({ title, element }) => make("a", { href: `#${element.id}` }, title));
  nav.append(...links);
  const seen = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      const link = links[places.findIndex(({ element }) => element === target)];
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { threshold: 0.6 });
  for (const { element } of places) seen.observe(element);
  return id => places.forEach(({ element }, i) => links[i].toggleAttribute("data-next", element.id === id));
}
