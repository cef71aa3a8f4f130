// What a point says appears beside it when it is focused or pointed at, below the lower limit where it hides no data. The words
// stand in the page already ([data-box]); without script each point's title says them. R reads them aloud, Escape puts them away.

const wrapOf = (point: Element): HTMLElement | null => point.closest<HTMLElement>(".chart-wrap");

function boxOf(point: SVGElement): HTMLElement | null {
  return wrapOf(point)?.querySelector<HTMLElement>(`[data-box="${CSS.escape(point.dataset.i ?? "")}"]`) ?? null;
}

function hide(wrap: ParentNode): void {
  for (const box of wrap.querySelectorAll<HTMLElement>(".chart-box.placed")) {
    box.hidden = true;
    box.classList.remove("placed");
  }
}

function show(point: SVGElement): void {
  const wrap = wrapOf(point);
  const box = boxOf(point);
  if (!wrap || !box) return;
  hide(wrap);
  box.hidden = false;
  box.classList.add("placed");
  const frame = wrap.getBoundingClientRect();
  const at = point.querySelector(".spc-ring")!.getBoundingClientRect();
  // the lowest thing drawn near the point: points and, with them, the limit below
  const svg = point.ownerSVGElement!;
  const plot = svg.querySelector(".spc-axis")!.getBoundingClientRect();
  const below = plot.top - box.offsetHeight - 10;
  let top = at.bottom + 10;
  if (top < below) top = below;
  const left = Math.min(Math.max(at.left + at.width / 2 - box.offsetWidth / 2, frame.left), frame.right - box.offsetWidth);
  // where it would lie on the point, above it
  if (top < at.bottom + 4) top = at.bottom + 10;
  box.style.setProperty("top", `${top - frame.top + wrap.scrollTop}px`);
  box.style.setProperty("left", `${left - frame.left + wrap.scrollLeft}px`);
}

export function chartBoxes(): void {
  const point = (target: EventTarget | null): SVGElement | null => (target as Element | null)?.closest?.<SVGElement>("[data-chart] .spc-point[data-i]") ?? null;
  for (const name of ["focusin", "pointerover"]) {
    document.addEventListener(name, (event) => {
      const here = point(event.target);
      if (here) show(here);
      else if (!(event.target as Element).closest?.(".chart-box") && !document.activeElement?.closest(".spc-point")) hide(document);
    });
  }
  document.addEventListener("focusout", (event) => {
    const next = (event as FocusEvent).relatedTarget as Element | null;
    if (!next?.closest?.(".chart-box, .spc-point")) hide(document);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide(document);
    const here = point(event.target);
    if (!here || event.key.toLowerCase() !== "r" || event.ctrlKey || event.metaKey || event.altKey) return;
    const spoken = here.closest("[data-chart]")!.querySelector<HTMLElement>("[data-spoken]");
    const words = boxOf(here)?.textContent?.replace(/\s+/g, " ").trim();
    if (spoken && words) {
      event.preventDefault();
      spoken.textContent = "";
      requestAnimationFrame(() => { spoken.textContent = words; });
    }
  });
}
