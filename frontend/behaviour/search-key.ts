/** Ctrl-K or ⌘K goes to the search; `/` too, unless somebody is writing. */
export function searchKey(): void {
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (!search || event.defaultPrevented) return;
    const wanted = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!wanted) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
