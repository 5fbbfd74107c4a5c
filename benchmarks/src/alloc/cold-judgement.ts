import type { ColdCharge } from "./cold.ts";
import { LARGEST_CODE, LARGEST_RECORD } from "./cold-modes.ts";
import type { ColdProof, ColdResult } from "./cold-proof.ts";

/**
 * Everything that speaks against the proof of one mode, one sentence each: none if it holds.
 *
 * @param plantedBytes - of a planted box in this engine
 */
export function coldProblems(
  { mode, controls, paths }: Pick<ColdProof, "mode" | "controls" | "paths">,
  plantedBytes: number,
): string[] {
  const { isExact } = mode;
  return [
    ...controls.flatMap((control) => controlProblems(control, isExact, plantedBytes)),
    ...paths.flatMap((path) => pathProblems(path, isExact)),
  ].map((problem) => `${mode.name}: ${problem}`);
}

/** Growth between the readings is what is planted between them; where V8 compiles, it may charge its code as well. */
function controlProblems(
  { name, boxes = 0, reading, error }: ColdResult,
  isExact: boolean,
  box: number,
): string[] {
  if (reading === undefined) return [`${name}: ${error}`];
  const { early, late } = reading;
  const growth = totalOf(late) - totalOf(early);
  const surplus = growth - boxes * box;
  if (surplus === 0 || (!isExact && surplus > 0 && surplus <= LARGEST_CODE)) return [];
  return [
    `${name}: meter B reads ${growth} bytes more after ${late.count} evaluations than after ${early.count}, \
instead of ${boxes * box}`,
  ];
}

function pathProblems(
  { group, name, cold = "evaluates", reading, error }: ColdResult,
  isExact: boolean,
): string[] {
  const title = `${group}: ${name}`;
  if (reading === undefined) return [`${title}: ${error}`];
  const { early, late } = reading;
  const problems: string[] = [];
  if (isExact && totalOf(early) !== totalOf(late))
    problems.push(
      `${title}: ${totalOf(early)} bytes after ${early.count} evaluations, ${totalOf(late)} after ${late.count}${growthOf(early, late)}`,
    );
  const [charged, most] = isExact ? [late.library, LARGEST_RECORD[cold]] : [totalOf(late), LARGEST_CODE];
  if (charged > most) problems.push(`${title}: ${charged} bytes in all, more than ${most}`);
  return problems;
}

/** Bytes of the library and of the loop around it. */
export function totalOf({ library, application }: ColdCharge): number {
  return library + application;
}

function growthOf(early: ColdCharge, late: ColdCharge): string {
  const before = new Map(early.charges.map((charge) => [`${charge.function} ${charge.place}`, charge.bytes]));
  return late.charges
    .map((charge) => ({
      ...charge,
      bytes: charge.bytes - (before.get(`${charge.function} ${charge.place}`) ?? 0),
    }))
    .filter(({ bytes }) => bytes > 0)
    .slice(0, 5)
    .map((charge) => `\n    ${charge.bytes} bytes in ${charge.function}, ${charge.place}`)
    .join("");
}
