import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { fileError } from "./file-error.ts";

/** Bytes that are read from the beginning to the end. */
export interface ByteInput {
  /** For messages. */
  readonly name: string;
  /** May be called once. */
  chunks(): AsyncIterable<Buffer>;
  /** From the beginning again; undefined if that cannot be. */
  again(): AsyncIterable<Buffer> | undefined;
  /** Bytes read and bytes in all; undefined if that is not known. */
  progress(): { done: number; total: number } | undefined;
  close(): Promise<void>;
}

/** Bytes of a read. Small, so that what is made of them is gone before it is moved to where collection is expensive. */
const CHUNK = 1 << 16;

/** Opens a file. @throws ExprError if it cannot be read */
export async function openFile(path: string): Promise<ByteInput> {
  const file = await openHandle(path);
  const stat = await file.stat();
  // A named pipe has no size, and cannot be read twice.
  const isFile = stat.isFile();
  let done = 0;
  async function* chunks(): AsyncIterable<Buffer> {
    try {
      for await (const chunk of file.createReadStream({ highWaterMark: CHUNK, autoClose: false })) {
        done += chunk.length;
        yield chunk;
      }
    } catch (cause) {
      throw fileError("read", path, cause);
    }
  }
  return {
    name: path,
    chunks,
    again: () => (isFile ? createReadStream(path) : undefined),
    progress: () => (isFile && stat.size > 0 ? { done, total: stat.size } : undefined),
    close: () => file.close(),
  };
}

/** A file to read anywhere. @throws ExprError if there is none, or it is a folder */
export async function openHandle(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, "r");
    if ((await file.stat()).isDirectory()) {
      await file.close();
      throw { code: "EISDIR" };
    }
    return file;
  } catch (cause) {
    throw fileError("read", path, cause);
  }
}

/** Standard input. */
export function standardInput(stream: Readable): ByteInput {
  async function* chunks(): AsyncIterable<Buffer> {
    for await (const chunk of stream) yield Buffer.from(chunk);
  }
  return {
    name: "standard input",
    chunks,
    again: () => undefined,
    progress: () => undefined,
    close: async () => {
      stream.destroy();
    },
  };
}
