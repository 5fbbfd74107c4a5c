import { SECTIONS } from "../src/prototypes.ts";
import { allStatuses } from "../src/status.ts";

const WIDTH = 110;

/** The text of include/zexpr.h. */
export function printHeader(): string {
  const functions = SECTIONS.map(({ title, functions }) =>
    [`/* ---- ${title} ---- */`, ...functions.map(printFunction)].join("\n\n"),
  );
  return [INTRODUCTION, `enum {\n${statuses()}\n};`, TYPES, ...functions, CLOSING].join("\n\n");
}

function printFunction([returns, name, parameters, documentation]: readonly [
  string,
  string,
  string,
  string,
]): string {
  const type = returns.endsWith("*") ? returns : `${returns} `;
  return `${comment(documentation)}\nZEXPR_IMPORT(${name})\n${type}${name}(${parameters || "void"});`;
}

/** A comment, wrapped at spaces. */
function comment(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line.length + word.length + 8 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return `/* ${lines.join("\n   ")} */`;
}

function statuses(): string {
  return allStatuses()
    .map(([name, number]) => `  EXPR_${upperCase(name)} = ${number},`)
    .join("\n");
}

/** `InvalidUtf8` as `INVALID_UTF8`. */
function upperCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

const INTRODUCTION = `/* zexpr: mathematical expressions that are evaluated without allocating.

   Made from packages/ffi/src/prototypes.ts; do not edit.

   For C compiled to WebAssembly (wasm32). The functions are imports of module "zexpr", which the host makes with
   createLibrary() of the npm package @zexpr/ffi. Link with --import-memory and --export-memory, since host and
   program share one memory; with --export-table and --export=__stack_pointer if C functions are registered; and with
   --export=malloc and --export=free if arenas are to be taken from C's heap.

   - Texts are NUL-terminated UTF-8.
   - Handles (ExprArena, ExprContext, ExprBatch) are numbers that are checked at each use, never addresses. NULL,
     freed and made-up ones give a status; those of another library are not told apart.
   - Nothing throws or traps. Functions that return a pointer or a size return NULL or 0 on error.
   - expr_batch_evaluate allocates nothing once a batch has been evaluated. */
#ifndef ZEXPR_H
#define ZEXPR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __wasm__
#define ZEXPR_IMPORT(name) __attribute__((import_module("zexpr"), import_name(#name)))
#else
#define ZEXPR_IMPORT(name)
#endif

/* Statuses: 0 is success, negative ones are mistakes that only C can make. Numbers never change. */`;

const TYPES = `typedef struct ExprArena ExprArena;
typedef struct ExprContext ExprContext;
typedef struct ExprBatch ExprBatch;

/* A C function that expressions can call. \`args\` are valid during the call. */
typedef double (*NativeFunc)(const double *args, size_t n_args);

/* Takes the text of a fault: \`length\` bytes of UTF-8 without NUL, valid during the call. */
typedef void (*ExprLogFunc)(const char *text, size_t length);

typedef struct {
  int32_t status;  /* EXPR_OK or why it failed */
  double value;    /* NaN on failure */
  int32_t index;   /* of what was added, or of the expression that failed; -1 if another thing failed */
  char error[256]; /* message, cut to fit; empty on success */
} ExprResult;

/* Allocations that the library made in C's memory while tracking was enabled. Bytes are those asked for. */
typedef struct {
  size_t arena_count; /* in arenas */
  size_t arena_bytes;
  size_t host_count;  /* blocks: from malloc, or from pages of the library's own */
  size_t host_bytes;
} ExprAllocStats;`;

const CLOSING = `#ifdef __cplusplus
}
#endif

#endif /* ZEXPR_H */
`;
