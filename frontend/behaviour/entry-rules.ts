// What is wrong with a number as it is typed: the rules of the server (improvement/reading/numbers.py, check_numbers), in the
// same words, so that nobody waits for an answer to learn them. tests/improvement/entry_cases.json holds the two together.

export type Field = "numerator" | "denominator" | "value";
export type Typed = Partial<Record<Field, string>>;
export type Wrong = { field: Field; says: string };

const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$/;
const ONE_GROUP = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const DECIMAL = /^[+-]?\d+,\d+$/;
const POINTS = /^([+-]?[1-9]\d{0,2}(\.\d{3})+,\d+|[+-]?[1-9]\d{0,2}(\.\d{3}){2,})$/;
const SPACED = /(?<=\d)[ '\u00a0\u2009\u202f’](?=\d{3}(?!\d))/g;
const LARGEST = 1e15;

/** A number in full, as the server writes it. */
export const said = (number: number): string =>
  Number.isInteger(number) && Math.abs(number) < LARGEST ? String(number) : String(Number(number.toPrecision(10)));

/** The number that a text says, or what is wrong with it. `whole` is for counts, where 1,500 can only be one thousand five hundred. */
export function readNumber(text: string, whole: boolean): number | string {
  const given = text.trim();
  let bare = given.replace(/%$/, "").trimEnd().replace(/\u2212/g, "-").replace(SPACED, "");
  const short = `“${given.slice(0, 40)}${given.length > 40 ? "…" : ""}”`;
  if (!bare.includes(",")) {
    if (POINTS.test(bare)) bare = bare.replaceAll(".", "");
    return PLAIN.test(bare) && Math.abs(Number(bare)) <= LARGEST ? Number(bare) : `${short} is not a number. Write digits.`;
  }
  if (ONE_GROUP.test(bare) && !whole) {
    const thousands = bare.replace(",", "");
    const decimal = said(Number(bare.replace(",", ".")));
    return `${given} can be ${thousands} or ${decimal}. Write ${thousands} or ${decimal}, whichever is meant.`;
  }
  if (THOUSANDS.test(bare)) return Number(bare.replaceAll(",", ""));
  if (POINTS.test(bare)) return Number(bare.replaceAll(".", "").replace(",", "."));
  if (DECIMAL.test(bare)) return Number(bare.replace(",", "."));
  return `${short} is not a number. Write digits, with a point for decimals.`;
}

/** What is wrong with a measure's cells, or null. A missing half is only said once the hand has left (`left`). */
export function checkTyped(sent: string, typed: Typed, left: boolean): Wrong | null {
  const numbers: Partial<Record<Field, number>> = {};
  for (const field of ["numerator", "denominator", "value"] as const) {
    const text = typed[field];
    if (text === undefined || text.trim() === "") continue;
    const read = readNumber(text, sent === "proportion" || sent === "count");
    if (typeof read === "string") return { field, says: read };
    numbers[field] = read;
  }
  for (const field of ["numerator", "denominator"] as const) {
    const number = numbers[field];
    if (number !== undefined && number < 0) {
      return { field, says: `${said(number)} is below 0; a count is 0 or more. Correct it; it is not saved yet.` };
    }
  }
  if (sent === "proportion" || sent === "rate") {
    const { numerator, denominator } = numbers;
    if (left && (numerator === undefined) !== (denominator === undefined)) {
      const field = numerator === undefined ? "numerator" : "denominator";
      return { field, says: "One of the two numbers is missing. Give both; neither is saved yet." };
    }
    for (const field of sent === "proportion" ? (["numerator", "denominator"] as const) : (["numerator"] as const)) {
      const number = numbers[field];
      if (number !== undefined && !Number.isInteger(number)) {
        return { field, says: `${said(number)} is not a count. Write a whole number. Neither is saved yet.` };
      }
    }
    if (sent === "proportion" && numerator !== undefined && denominator !== undefined && numerator > denominator) {
      const says = `${said(numerator)} given, but only ${said(denominator)} cases. Correct one of the two; neither is saved yet.`;
      return { field: "numerator", says };
    }
  } else if (sent === "count" && numbers.value !== undefined && (numbers.value < 0 || !Number.isInteger(numbers.value))) {
    return { field: "value", says: `${said(numbers.value)} is not a count. Write a whole number, 0 or more. It is not saved yet.` };
  }
  return null;
}
