// A cell of the matrix opens in the panel beside it; the page, its scroll and the focus stay where they are.

declare const htmx: { ajax(verb: string, url: string, options: { target: string; swap?: string }): Promise<void> };

const table = document.querySelector<HTMLTableElement>("[data-cell-url]");

function start(table: HTMLTableElement): void {
  const keyOf = (cell: HTMLElement): string => cell.id.replace("cell-", "");

  async function open(cell: HTMLAnchorElement): Promise<void> {
    for (const other of table.querySelectorAll(".cell[aria-current]")) other.removeAttribute("aria-current");
    cell.setAttribute("aria-current", "true");
    history.replaceState(null, "", cell.href);
    await htmx.ajax("GET", `${table.dataset.cellUrl}${keyOf(cell).replace("-", "/")}/`, { target: "#cell" });
  }

  table.addEventListener("click", (event) => {
    const cell = (event.target as Element).closest<HTMLAnchorElement>(".cell");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Enter on a link clicks it, with no pointer: whoever comes by keyboard wants to write
    const byKey = event.detail === 0;
    void open(cell).then(() => { if (byKey) document.getElementById("summary")?.focus(); });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(event.target as Element).closest("#cell")) return;
    event.preventDefault();
    table.querySelector<HTMLElement>(".cell[aria-current]")?.focus();
  });

  // a ticked "nothing said" and a summary exclude each other
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.name !== "nothing_said") return;
    const summary = document.getElementById("summary") as HTMLTextAreaElement | null;
    if (summary) summary.readOnly = box.checked;
  });

  const current = table.querySelector<HTMLElement>(".cell[aria-current]");
  current?.scrollIntoView({ block: "center", inline: "center" });
  if (location.search.includes("cell=")) current?.focus({ preventScroll: true });
}

if (table) start(table);
