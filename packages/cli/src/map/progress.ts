import type { SingleBar } from "cli-progress";
import type { Io } from "../io.ts";
import { countText } from "../numbers.ts";
import type { Source } from "./block.ts";

/** Shows how far the work is. */
export interface Progress {
  /** @param rows - read so far */
  update(rows: number): void;
  stop(): void;
}

const NONE: Progress = { update: () => {}, stop: () => {} };

/** A bar with the rate and the time left on a terminal; nothing in a pipe. For a pipe as input there is no time left to tell. */
export async function startProgress(source: Source, { stderr }: Io): Promise<Progress> {
  if (stderr.isTTY !== true) return NONE;
  const { default: cliProgress } = await import("cli-progress");
  const total = source.progress()?.total;
  const bar: SingleBar = new cliProgress.SingleBar({
    format:
      total === undefined ? "{rows} rows, {rate} rows/s" : "{bar} {percentage}%  {rate} rows/s  {left} left",
    stream: stderr as NodeJS.WritableStream,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
  });
  const begin = performance.now();
  bar.start(total ?? 1, 0, { rows: "0", rate: "-", left: "-" });
  return {
    update(rows) {
      const seconds = (performance.now() - begin) / 1000;
      const progress = source.progress();
      const share = progress === undefined ? 0 : progress.done / progress.total;
      bar.update(progress?.done ?? 0, {
        rows: countText(rows),
        rate: countText(Math.round(rows / seconds)),
        left: share === 0 ? "-" : durationText((seconds / share) * (1 - share)),
      });
    },
    stop: () => bar.stop(),
  };
}

/** `1:02:03`, `2:03`, `0:03`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const end = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
}
