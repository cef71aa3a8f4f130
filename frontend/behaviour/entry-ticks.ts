// Ticking patients: Y, N or – answers the question in hand and moves to the next, arrows move between questions and patients,
// Backspace clears. Answers are radio buttons in [role=radiogroup] inside [data-tick-sheet]; a row saves itself on change.

const KEYS: Record<string, string> = { y: "yes", n: "no", "-": "na", "–": "na", "/": "na" };

const groupsOf = (sheet: Element): Element[] => [...sheet.querySelectorAll("[role=radiogroup]")];

function go(group: Element | undefined): void {
  const inputs = group ? [...group.querySelectorAll<HTMLInputElement>("input[type=radio]")] : [];
  (inputs.find((each) => each.checked) ?? inputs[0])?.focus();
}

function answer(group: Element, value: string | null): void {
  const inputs = [...group.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  for (const each of inputs) each.checked = each.value === value;
  inputs[0]?.dispatchEvent(new Event("change", { bubbles: true }));
}

export function entryTicks(): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    const group = target.matches?.("[data-tick-sheet] input[type=radio]") ? target.closest("[role=radiogroup]") : null;
    if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
    const groups = groupsOf(group.closest("[data-tick-sheet]")!);
    const at = groups.indexOf(group);
    const across = group.closest("tr")!.querySelectorAll("[role=radiogroup]").length;
    const value = KEYS[event.key.toLowerCase()];
    const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Enter: 1 };
    if (value) {
      answer(group, value);
      go(groups[at + 1]);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      answer(group, null);
    } else if (event.key in moves) {
      const next = groups[at + moves[event.key]!];
      if (next) go(next);
      else if (event.key === "ArrowDown" || event.key === "Enter") document.querySelector<HTMLElement>("[data-more-rows]")?.focus();
    } else return;
    event.preventDefault();
  });
}
