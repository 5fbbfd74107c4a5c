import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fchmodSync, rmSync } from "node:fs";
import { type FileHandle, open, realpath, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { fileError } from "./file-error.ts";

/** Where a writer puts its bytes. */
export interface Sink {
  /** Resolves when more may be written. The bytes must not change before that. */
  write(bytes: Uint8Array): Promise<void>;
  /** All is written: a file gets its name. */
  finish(): Promise<void>;
  /** Takes back what can be taken back, at once: also called when the process is about to end. Never throws. */
  discard(): void;
}

/** Standard output. What was written stays written. */
export class StreamSink implements Sink {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#stream.write(bytes)) await once(this.#stream, "drain");
  }

  async finish(): Promise<void> {}

  discard(): void {}
}

/**
 * Opens a file to write. It appears whole or not at all: it is written beside its place under another name, and renamed when
 * it is complete. What is no file, such as /dev/null or a named pipe, is written to directly.
 *
 * @throws ExprError what is wrong with the place
 */
export async function openFileSink(path: string): Promise<Sink> {
  try {
    const existing = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (existing?.isDirectory()) throw { code: "EISDIR" };
    if (existing?.isFile() === false) return new FileSink(path, await open(path, "w"), undefined);
    // A link stays, and what it points to is replaced.
    const place = existing === undefined ? path : await realpath(path);
    const temporary = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString("hex")}.tmp`);
    // Does not follow a link or overwrite a file that someone has put there.
    const file = await open(temporary, "wx");
    // At once: a signal that came in between would leave the file.
    if (existing !== undefined) fchmodSync(file.fd, existing.mode);
    return new FileSink(place, file, temporary);
  } catch (cause) {
    throw fileError("write", path, cause);
  }
}

class FileSink implements Sink {
  readonly #path: string;
  readonly #file: FileHandle;
  /** undefined once it has its name, or if it had it from the start. */
  #temporary: string | undefined;

  constructor(path: string, file: FileHandle, temporary: string | undefined) {
    this.#path = path;
    this.#file = file;
    this.#temporary = temporary;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; )
        at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten;
    } catch (cause) {
      throw fileError("write", this.#path, cause);
    }
  }

  async finish(): Promise<void> {
    const temporary = this.#temporary;
    try {
      // Without this a crash of the machine could leave an empty file under the name.
      if (temporary !== undefined) await this.#file.sync();
      await this.#file.close();
      if (temporary !== undefined) await rename(temporary, this.#path);
      this.#temporary = undefined;
    } catch (cause) {
      throw fileError("write", this.#path, cause);
    }
  }

  discard(): void {
    // A second close is refused, which is fine.
    this.#file.close().catch(() => {});
    if (this.#temporary !== undefined) rmSync(this.#temporary, { force: true });
    this.#temporary = undefined;
  }
}
