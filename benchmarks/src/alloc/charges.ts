import { describePlace } from "./source-position.ts";

/** What the sampling heap profiler is started with: objects that were collected included. */
export const EVERY_ALLOCATION = {
  samplingInterval: 1,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
} as const;

/** Bytes allocated by one function. */
export interface Charge {
  readonly bytes: number;
  /** As the machine sees it: what is inlined counts for the function that it is inlined into. */
  readonly function: string;
  /** `file:line` of that function, in the source where there is a source map. */
  readonly place: string;
}

/** A node of the sampling heap profiler's tree, of which @types/node knows only a part. */
export interface ProfileNode {
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

/**
 * Bytes by function, the largest first, of what the function `root` has called: the inspector's own objects hang
 * elsewhere in the tree. V8's own functions have no file: theirs go to who called them.
 */
export function chargesBelow(head: ProfileNode, root: string): Charge[] {
  const charges = new Map<string, Charge>();
  addCharges(head, undefined, root, charges);
  return [...charges.values()].sort((a, b) => b.bytes - a.bytes);
}

/** @param caller - the nearest function with a file, inside `root`; undefined outside */
function addCharges(
  node: ProfileNode,
  caller: ProfileNode | undefined,
  root: string,
  charges: Map<string, Charge>,
): void {
  const { url, functionName } = node.callFrame;
  const isInside = caller !== undefined || functionName === root;
  const owner = isInside && (url !== "" || caller === undefined) ? node : caller;
  if (owner !== undefined && node.selfSize > 0) add(owner, node.selfSize, charges);
  for (const child of node.children) addCharges(child, owner, root, charges);
}

function add({ callFrame }: ProfileNode, size: number, charges: Map<string, Charge>): void {
  const place = describePlace(callFrame.url, callFrame.lineNumber, callFrame.columnNumber);
  const name = callFrame.functionName || "(anonymous)";
  const key = `${name} ${place}`;
  charges.set(key, { bytes: size + (charges.get(key)?.bytes ?? 0), function: name, place });
}
