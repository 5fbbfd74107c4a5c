/* zexpr: mathematical expressions that are evaluated without allocating.

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

/* Statuses: 0 is success, negative ones are mistakes that only C can make. Numbers never change. */

enum {
  EXPR_OK = 0,
  EXPR_PARSE = 1,
  EXPR_TOKENIZER = 2,
  EXPR_SYNTAX = 3,
  EXPR_UNMATCHED_PARENTHESIS = 4,
  EXPR_UNKNOWN_VARIABLE = 5,
  EXPR_UNKNOWN_FUNCTION = 6,
  EXPR_INVALID_FUNCTION_CALL = 7,
  EXPR_ARRAY_INDEX_OUT_OF_BOUNDS = 8,
  EXPR_ATTRIBUTE_NOT_FOUND = 9,
  EXPR_DIVIDE_BY_ZERO = 10,
  EXPR_RECURSION_LIMIT = 11,
  EXPR_CAPACITY_EXCEEDED = 12,
  EXPR_STRING_TOO_LONG = 13,
  EXPR_DUPLICATE_PARAMETER = 14,
  EXPR_INVALID_PARAMETER_INDEX = 15,
  EXPR_ARENA_EXHAUSTED = 16,
  EXPR_BUDGET_EXCEEDED = 17,
  EXPR_STALE_HANDLE = 18,
  EXPR_OTHER = 99,
  EXPR_NULL_POINTER = -1,
  EXPR_INVALID_UTF8 = -2,
  EXPR_NO_ARENA = -3,
  EXPR_NO_MUTABLE_ACCESS = -4,
  EXPR_INVALID_POINTER = -5,
};

typedef struct ExprArena ExprArena;
typedef struct ExprContext ExprContext;
typedef struct ExprBatch ExprBatch;

/* A C function that expressions can call. `args` are valid during the call. */
typedef double (*NativeFunc)(const double *args, size_t n_args);

/* Takes the text of a fault: `length` bytes of UTF-8 without NUL, valid during the call. */
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
} ExprAllocStats;

/* ---- Arenas ---- */

/* Makes an arena whose first chunk has `size` bytes (0: 8 KiB); it grows by further chunks. NULL if
   memory is exhausted. */
ZEXPR_IMPORT(expr_arena_new)
ExprArena *expr_arena_new(size_t size);

/* Gives the arena's memory back. Its batches fail with EXPR_STALE_HANDLE from now on; free them too. NULL
   and freed arenas are ignored, and so is one with a batch that is being evaluated. */
ZEXPR_IMPORT(expr_arena_free)
void expr_arena_free(ExprArena *arena);

/* Takes everything back in O(1) and keeps the memory for reuse. Batches that live in it fail with
   EXPR_STALE_HANDLE from now on. */
ZEXPR_IMPORT(expr_arena_reset)
void expr_arena_reset(ExprArena *arena);

/* Bytes in use. */
ZEXPR_IMPORT(expr_arena_used)
size_t expr_arena_used(const ExprArena *arena);

/* Bytes of all chunks. */
ZEXPR_IMPORT(expr_arena_capacity)
size_t expr_arena_capacity(const ExprArena *arena);

/* Most bytes that were ever in use. */
ZEXPR_IMPORT(expr_arena_high_water)
size_t expr_arena_high_water(const ExprArena *arena);

/* ---- Contexts: names that any number of batches can reach ---- */

/* Makes a context with the built-in functions. */
ZEXPR_IMPORT(expr_context_new)
ExprContext *expr_context_new(void);

/* Makes a context without functions. Operators and built-in constants work. */
ZEXPR_IMPORT(expr_context_new_empty)
ExprContext *expr_context_new_empty(void);

/* Frees a context. Contexts that have it as parent keep its names. NULL and freed contexts are ignored. */
ZEXPR_IMPORT(expr_context_free)
void expr_context_free(ExprContext *context);

/* Registers a C function; replaces one of that name, built-ins and operators ("+", "neg") included. It is
   called once per evaluation of its call, with `arity` arguments, and may call malloc. A function of
   another type is refused with EXPR_INVALID_POINTER. */
ZEXPR_IMPORT(expr_context_add_function)
int32_t expr_context_add_function(ExprContext *context, const char *name, size_t arity, NativeFunc function);

/* Native functions that expressions can call through this context: registered ones, its parents', the
   built-ins. */
ZEXPR_IMPORT(expr_context_native_function_count)
size_t expr_context_native_function_count(const ExprContext *context);

/* Writes at most `size` bytes of a native function's name, and a NUL where there is room. Returns the
   length without NUL, which is all it does when `buffer` is NULL; 0 if there is no function `index`. */
ZEXPR_IMPORT(expr_context_get_native_function_name)
size_t expr_context_get_native_function_name(const ExprContext *context, size_t index, char *buffer, size_t size);

/* Sets a variable. Batches see it at their next evaluation. Not in exp-rs. */
ZEXPR_IMPORT(expr_context_set_variable)
int32_t expr_context_set_variable(ExprContext *context, const char *name, double value);

/* Sets a constant: found after variables of the same context. Not in exp-rs. */
ZEXPR_IMPORT(expr_context_set_constant)
int32_t expr_context_set_constant(ExprContext *context, const char *name, double value);

/* Sets an array to a copy of `values`. Not in exp-rs. */
ZEXPR_IMPORT(expr_context_set_array)
int32_t expr_context_set_array(ExprContext *context, const char *name, const double *values, size_t length);

/* Sets `object.attribute`. Not in exp-rs. */
ZEXPR_IMPORT(expr_context_set_attribute)
int32_t expr_context_set_attribute(ExprContext *context, const char *object, const char *attribute, double value);

/* Says where names are looked up that the context does not have. NULL: nowhere. Not in exp-rs. */
ZEXPR_IMPORT(expr_context_set_parent)
int32_t expr_context_set_parent(ExprContext *context, ExprContext *parent);

/* ---- Batches: expressions that are evaluated together ---- */

/* Makes a batch that lives in `arena`, which others may share. NULL if the arena is NULL or freed. */
ZEXPR_IMPORT(expr_batch_new)
ExprBatch *expr_batch_new(ExprArena *arena);

/* Makes a batch with its own arena of `size_hint` bytes (0: 8 KiB). NULL if memory is exhausted. Not in
   exp-rs under this name. */
ZEXPR_IMPORT(expr_batch_new_sized)
ExprBatch *expr_batch_new_sized(size_t size_hint);

/* Frees a batch, and its own arena if it has one; its bytes in an arena that was passed come back when
   that is reset or freed. NULL and freed batches are ignored, and so is a batch that is being evaluated. */
ZEXPR_IMPORT(expr_batch_free)
void expr_batch_free(ExprBatch *batch);

/* Status 0 and value 1 for a batch that can be used; otherwise why not. */
ZEXPR_IMPORT(expr_batch_is_valid)
ExprResult expr_batch_is_valid(const ExprBatch *batch);

/* Removes expressions, variables and expression functions. */
ZEXPR_IMPORT(expr_batch_clear)
int32_t expr_batch_clear(ExprBatch *batch);

/* Adds an expression: its index, or what is wrong with its syntax. Names are looked up when it is
   evaluated. */
ZEXPR_IMPORT(expr_batch_add_expression)
ExprResult expr_batch_add_expression(ExprBatch *batch, const char *expression);

/* Adds a variable: its index. EXPR_DUPLICATE_PARAMETER if there is one of that name. */
ZEXPR_IMPORT(expr_batch_add_variable)
ExprResult expr_batch_add_variable(ExprBatch *batch, const char *name, double value);

/* Sets a variable. EXPR_INVALID_PARAMETER_INDEX if there is none `index`. */
ZEXPR_IMPORT(expr_batch_set_variable)
int32_t expr_batch_set_variable(ExprBatch *batch, size_t index, double value);

/* Does now what evaluations with `context` would do at some time: compile, and translate to WebAssembly
   unless the library was made without that. Until the next change none does either. Names that are not
   found are left to evaluations. Not in exp-rs. */
ZEXPR_IMPORT(expr_batch_prepare)
int32_t expr_batch_prepare(ExprBatch *batch, ExprContext *context);

/* Evaluates all expressions in order. NULL: the built-ins alone; another context than last time is bound
   first. After a failure the failed expression's result and all later ones are NaN. */
ZEXPR_IMPORT(expr_batch_evaluate)
int32_t expr_batch_evaluate(ExprBatch *batch, ExprContext *context);

/* As expr_batch_evaluate, and on failure a message and the index of the expression that failed. */
ZEXPR_IMPORT(expr_batch_evaluate_ex)
ExprResult expr_batch_evaluate_ex(ExprBatch *batch, ExprContext *context);

/* Result of an expression. NaN if there is none `index`, and until an evaluation after any change of the
   batch. */
ZEXPR_IMPORT(expr_batch_get_result)
double expr_batch_get_result(const ExprBatch *batch, size_t index);

/* Bytes in use in the batch's arena, those of other batches in it included. */
ZEXPR_IMPORT(expr_batch_arena_bytes)
size_t expr_batch_arena_bytes(const ExprBatch *batch);

/* Defines `name(parameters) = body` for this batch; replaces one of that name. Parameters are separated
   by commas: "a, b", or "" for none. */
ZEXPR_IMPORT(expr_batch_add_expression_function)
int32_t expr_batch_add_expression_function(ExprBatch *batch, const char *name, const char *parameters, const char *body);

/* 1 if the function was removed, 0 if there was none, otherwise an error: a C-only status, or minus the
   status. */
ZEXPR_IMPORT(expr_batch_remove_expression_function)
int32_t expr_batch_remove_expression_function(ExprBatch *batch, const char *name);

/* The variables themselves, by index, to be written directly. Valid until the batch is changed or freed,
   or its arena is reset or freed. NULL on error. Not in exp-rs. */
ZEXPR_IMPORT(expr_batch_variables)
double *expr_batch_variables(ExprBatch *batch);

/* The results themselves, by index. Valid as long as expr_batch_variables. Not in exp-rs. */
ZEXPR_IMPORT(expr_batch_results)
const double *expr_batch_results(const ExprBatch *batch);

/* ---- Memory ---- */

/* Arena bytes that suffice for a batch of that many expressions, characters of text and variables (with
   names of up to 16 characters), without arrays, context values and expression functions. Evaluations
   take no memory, so `iterations` does not count. */
ZEXPR_IMPORT(expr_estimate_arena_size)
size_t expr_estimate_arena_size(size_t expressions, size_t total_length, size_t parameters, size_t iterations);

/* Starts counting allocations that the library makes in C's memory. */
ZEXPR_IMPORT(expr_alloc_tracking_enable)
void expr_alloc_tracking_enable(void);

/* Stops counting. The counts stay. */
ZEXPR_IMPORT(expr_alloc_tracking_disable)
void expr_alloc_tracking_disable(void);

/* Sets the counts to 0. */
ZEXPR_IMPORT(expr_alloc_tracking_reset)
void expr_alloc_tracking_reset(void);

/* Writes the counts. Not in exp-rs in this form. */
ZEXPR_IMPORT(expr_alloc_stats)
void expr_alloc_stats(ExprAllocStats *stats);

/* ---- Version, statuses, internal faults ---- */

/* Version of the library, such as "1.2.3". Never freed. */
ZEXPR_IMPORT(expr_version)
const char *expr_version(void);

/* Name of a status, such as "UnknownVariable"; "Other" for a number that is none. Never freed. */
ZEXPR_IMPORT(expr_status_name)
const char *expr_status_name(int32_t status);

/* Has `*flag` set to 1 and `log` called when a fault inside the library is caught. The call then returns
   EXPR_OTHER, or NULL. Each may be NULL. A wrong one changes nothing. */
ZEXPR_IMPORT(expr_register_panic_handler)
void expr_register_panic_handler(int32_t *flag, ExprLogFunc log);

#ifdef __cplusplus
}
#endif

#endif /* ZEXPR_H */
