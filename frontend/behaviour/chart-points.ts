// A point of a detailed chart and its row in the table beside it are one thing: what is focused or pointed at in one is lit
// in the other, and the arrow keys go from point to point. Points and rows share data-i; both stand in [data-chart].

const find = (chart: Element, kind: string, i: string): HTMLElement | SVGElement | null =>
  chart.querySelector(`${kind}[data-i="${CSS.escape(i)}"]`);

function light(target: EventTarget | null): void {
  const here = (target as Element | null)?.closest?.<HTMLElement>("[data-i]");
  const chart = here?.closest("[data-chart]");
  for (const old of document.querySelectorAll("[data-chart] :is(.lit, tr.focused)")) old.classList.remove("lit", "focused");
  if (!here || !chart) return;
  const i = here.dataset.i ?? "";
  find(chart, ".spc-point", i)?.classList.add("lit");
  const row = find(chart, "tr", i);
  row?.classList.add("focused");
  if (row && here !== row) {
    // scrolls the table's own region, never the page
    const region = row.closest(".table-scroll");
    if (region) {
      const top = (row as HTMLElement).offsetTop;
      if (top < region.scrollTop + 30 || top > region.scrollTop + region.clientHeight - 30) region.scrollTop = top - region.clientHeight / 2;
    }
  }
}

export function chartPoints(): void {
  for (const name of ["focusin", "pointerover"]) {
    document.addEventListener(name, (event) => {
      if ((event.target as Element).closest?.("[data-chart]")) light(event.target);
    });
  }
  document.addEventListener("keydown", (event) => {
    const point = (event.target as Element).closest?.<SVGElement>("[data-chart] .spc-point[data-i]");
    if (!point || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const points = [...point.closest("[data-chart]")!.querySelectorAll<SVGElement>(".spc-point[data-i]")];
    const at = points.indexOf(point);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key]!;
    if (points[next]) {
      event.preventDefault();
      points[next].focus();
    }
  });
}
