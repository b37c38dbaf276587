// What the server tells. After a drop the browser connects again by itself and is told everything anew, so nothing is ever missed for good.

export function listen(handlers, line) {
  const source = new EventSource("events");
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, event => handle(JSON.parse(event.data)));
  }
  source.addEventListener("now", () => say("live", "Live"));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED
    ? say("lost", "Stopped. Start ./run again and open the address it prints.")
    : say("waiting", "Reconnecting… is ./run still running?"));

  function say(is, words) {
    if (line.dataset.is === is && line.textContent === words) return;
    line.dataset.is = is;
    line.textContent = words;
  }
}
