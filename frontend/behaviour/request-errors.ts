// When a request fails, the words stay and the reason stands beside them. The server's own partial is swapped in for
// 403, 404, 409 and 422 (it says what happened and what to do); for silence from the network we say it ourselves.

interface Swap extends Event {
  detail: { xhr: XMLHttpRequest; elt: Element; shouldSwap: boolean; isError: boolean };
}

function say(words: string, what: string): void {
  const place = document.getElementById("request-problem");
  if (!place) return;
  place.querySelector("[data-words]")!.textContent = words;
  place.querySelector("[data-what]")!.textContent = what;
  place.hidden = false;
}

export function requestErrors(): void {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as Swap;
    if ([409, 422].includes(detail.xhr.status)) {
      detail.shouldSwap = true;
      detail.isError = false;
    } else if ([403, 404].includes(detail.xhr.status)) {
      const reason = detail.xhr.getResponseHeader("X-Reason");
      say(reason ? decodeURIComponent(reason) : "This is not open to you.", "Nothing was changed.");
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { detail } = event as Swap;
    if (detail.xhr.status >= 500) say("That did not work, and it is our fault.", "Nothing was saved; what you typed is still here. Try again.");
  });
  document.addEventListener("htmx:sendError", () => {
    say("No answer from the network.", "What you typed is still here; it is not saved yet. Try again when you are connected.");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const place = document.getElementById("request-problem");
    const { detail } = event as unknown as { detail: { successful: boolean } };
    if (place && detail.successful) place.hidden = true;
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-dismiss]")) (event.target as Element).closest<HTMLElement>(".notice")!.hidden = true;
  });
}
