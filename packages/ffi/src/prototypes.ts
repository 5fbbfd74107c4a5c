// The C interface, one row per function: zexpr.h, the wasm shim and the library's wrappers are all made from it.
// Names, meaning and status numbers follow exp-rs's C header; what it lacks is marked "Not in exp-rs".

/** C types as they stand in a prototype. A pointer and a handle are both 32 bits. */
type ReturnType =
  | "void"
  | "int32_t"
  | "size_t"
  | "double"
  | "double *"
  | "const double *"
  | "const char *"
  | "ExprResult"
  | "ExprArena *"
  | "ExprContext *"
  | "ExprBatch *";

export interface Prototype {
  readonly name: FunctionName;
  readonly returns: ReturnType;
  /** Type and name, as in C. */
  readonly parameters: readonly string[];
}

/** Return type, name, parameters separated by commas, documentation. */
export const SECTIONS = [
  {
    title: "Arenas",
    functions: [
      [
        "ExprArena *",
        "expr_arena_new",
        "size_t size",
        "Makes an arena whose first chunk has `size` bytes (0: 8 KiB); it grows by further chunks. NULL if memory is exhausted.",
      ],
      [
        "void",
        "expr_arena_free",
        "ExprArena *arena",
        "Gives the arena's memory back. Its batches fail with EXPR_STALE_HANDLE from now on; free them too. NULL and freed arenas are ignored, and so is one with a batch that is being evaluated.",
      ],
      [
        "void",
        "expr_arena_reset",
        "ExprArena *arena",
        "Takes everything back in O(1) and keeps the memory for reuse. Batches that live in it fail with EXPR_STALE_HANDLE from now on.",
      ],
      ["size_t", "expr_arena_used", "const ExprArena *arena", "Bytes in use."],
      ["size_t", "expr_arena_capacity", "const ExprArena *arena", "Bytes of all chunks."],
      ["size_t", "expr_arena_high_water", "const ExprArena *arena", "Most bytes that were ever in use."],
    ],
  },

  {
    title: "Contexts: names that any number of batches can reach",
    functions: [
      ["ExprContext *", "expr_context_new", "", "Makes a context with the built-in functions."],
      [
        "ExprContext *",
        "expr_context_new_empty",
        "",
        "Makes a context without functions. Operators and built-in constants work.",
      ],
      [
        "void",
        "expr_context_free",
        "ExprContext *context",
        "Frees a context. Contexts that have it as parent keep its names. NULL and freed contexts are ignored.",
      ],
      [
        "int32_t",
        "expr_context_add_function",
        "ExprContext *context, const char *name, size_t arity, NativeFunc function",
        'Registers a C function; replaces one of that name, built-ins and operators ("+", "neg") included. It is called once per evaluation of its call, with `arity` arguments, and may call malloc. A function of another type is refused with EXPR_INVALID_POINTER.',
      ],
      [
        "size_t",
        "expr_context_native_function_count",
        "const ExprContext *context",
        "Native functions that expressions can call through this context: registered ones, its parents', the built-ins.",
      ],
      [
        "size_t",
        "expr_context_get_native_function_name",
        "const ExprContext *context, size_t index, char *buffer, size_t size",
        "Writes at most `size` bytes of a native function's name, and a NUL where there is room. Returns the length without NUL, which is all it does when `buffer` is NULL; 0 if there is no function `index`.",
      ],
      [
        "int32_t",
        "expr_context_set_variable",
        "ExprContext *context, const char *name, double value",
        "Sets a variable. Batches see it at their next evaluation. Not in exp-rs.",
      ],
      [
        "int32_t",
        "expr_context_set_constant",
        "ExprContext *context, const char *name, double value",
        "Sets a constant: found after variables of the same context. Not in exp-rs.",
      ],
      [
        "int32_t",
        "expr_context_set_array",
        "ExprContext *context, const char *name, const double *values, size_t length",
        "Sets an array to a copy of `values`. Not in exp-rs.",
      ],
      [
        "int32_t",
        "expr_context_set_attribute",
        "ExprContext *context, const char *object, const char *attribute, double value",
        "Sets `object.attribute`. Not in exp-rs.",
      ],
      [
        "int32_t",
        "expr_context_set_parent",
        "ExprContext *context, ExprContext *parent",
        "Says where names are looked up that the context does not have. NULL: nowhere. Not in exp-rs.",
      ],
    ],
  },

  {
    title: "Batches: expressions that are evaluated together",
    functions: [
      [
        "ExprBatch *",
        "expr_batch_new",
        "ExprArena *arena",
        "Makes a batch that lives in `arena`, which others may share. NULL if the arena is NULL or freed.",
      ],
      [
        "ExprBatch *",
        "expr_batch_new_sized",
        "size_t size_hint",
        "Makes a batch with its own arena of `size_hint` bytes (0: 8 KiB). NULL if memory is exhausted. Not in exp-rs under this name.",
      ],
      [
        "void",
        "expr_batch_free",
        "ExprBatch *batch",
        "Frees a batch, and its own arena if it has one; its bytes in an arena that was passed come back when that is reset or freed. NULL and freed batches are ignored, and so is a batch that is being evaluated.",
      ],
      [
        "ExprResult",
        "expr_batch_is_valid",
        "const ExprBatch *batch",
        "Status 0 and value 1 for a batch that can be used; otherwise why not.",
      ],
      [
        "int32_t",
        "expr_batch_clear",
        "ExprBatch *batch",
        "Removes expressions, variables and expression functions.",
      ],
      [
        "ExprResult",
        "expr_batch_add_expression",
        "ExprBatch *batch, const char *expression",
        "Adds an expression: its index, or what is wrong with its syntax. Names are looked up when it is evaluated.",
      ],
      [
        "ExprResult",
        "expr_batch_add_variable",
        "ExprBatch *batch, const char *name, double value",
        "Adds a variable: its index. EXPR_DUPLICATE_PARAMETER if there is one of that name.",
      ],
      [
        "int32_t",
        "expr_batch_set_variable",
        "ExprBatch *batch, size_t index, double value",
        "Sets a variable. EXPR_INVALID_PARAMETER_INDEX if there is none `index`.",
      ],
      [
        "int32_t",
        "expr_batch_prepare",
        "ExprBatch *batch, ExprContext *context",
        "Does now what evaluations with `context` would do at some time: compile, and translate to WebAssembly unless the library was made without that. Until the next change none does either. Names that are not found are left to evaluations. Not in exp-rs.",
      ],
      [
        "int32_t",
        "expr_batch_evaluate",
        "ExprBatch *batch, ExprContext *context",
        "Evaluates all expressions in order. NULL: the built-ins alone; another context than last time is bound first. After a failure the failed expression's result and all later ones are NaN.",
      ],
      [
        "ExprResult",
        "expr_batch_evaluate_ex",
        "ExprBatch *batch, ExprContext *context",
        "As expr_batch_evaluate, and on failure a message and the index of the expression that failed.",
      ],
      [
        "double",
        "expr_batch_get_result",
        "const ExprBatch *batch, size_t index",
        "Result of an expression. NaN if there is none `index`, and until an evaluation after any change of the batch.",
      ],
      [
        "size_t",
        "expr_batch_arena_bytes",
        "const ExprBatch *batch",
        "Bytes in use in the batch's arena, those of other batches in it included.",
      ],
      [
        "int32_t",
        "expr_batch_add_expression_function",
        "ExprBatch *batch, const char *name, const char *parameters, const char *body",
        'Defines `name(parameters) = body` for this batch; replaces one of that name. Parameters are separated by commas: "a, b", or "" for none.',
      ],
      [
        "int32_t",
        "expr_batch_remove_expression_function",
        "ExprBatch *batch, const char *name",
        "1 if the function was removed, 0 if there was none, otherwise an error: a C-only status, or minus the status.",
      ],
      [
        "double *",
        "expr_batch_variables",
        "ExprBatch *batch",
        "The variables themselves, by index, to be written directly. Valid until the batch is changed or freed, or its arena is reset or freed. NULL on error. Not in exp-rs.",
      ],
      [
        "const double *",
        "expr_batch_results",
        "const ExprBatch *batch",
        "The results themselves, by index. Valid as long as expr_batch_variables. Not in exp-rs.",
      ],
    ],
  },

  {
    title: "Memory",
    functions: [
      [
        "size_t",
        "expr_estimate_arena_size",
        "size_t expressions, size_t total_length, size_t parameters, size_t iterations",
        "Arena bytes that suffice for a batch of that many expressions, characters of text and variables (with names of up to 16 characters), without arrays, context values and expression functions. Evaluations take no memory, so `iterations` does not count.",
      ],
      [
        "void",
        "expr_alloc_tracking_enable",
        "",
        "Starts counting allocations that the library makes in C's memory.",
      ],
      ["void", "expr_alloc_tracking_disable", "", "Stops counting. The counts stay."],
      ["void", "expr_alloc_tracking_reset", "", "Sets the counts to 0."],
      ["void", "expr_alloc_stats", "ExprAllocStats *stats", "Writes the counts. Not in exp-rs in this form."],
    ],
  },

  {
    title: "Version, statuses, internal faults",
    functions: [
      ["const char *", "expr_version", "", 'Version of the library, such as "1.2.3". Never freed.'],
      [
        "const char *",
        "expr_status_name",
        "int32_t status",
        'Name of a status, such as "UnknownVariable"; "Other" for a number that is none. Never freed.',
      ],
      [
        "void",
        "expr_register_panic_handler",
        "int32_t *flag, ExprLogFunc log",
        "Has `*flag` set to 1 and `log` called when a fault inside the library is caught. The call then returns EXPR_OTHER, or NULL. Each may be NULL. A wrong one changes nothing.",
      ],
    ],
  },
] as const;

export type FunctionName = (typeof SECTIONS)[number]["functions"][number][1];

/** All functions, in the order of the header. */
export const FUNCTIONS: readonly Prototype[] = SECTIONS.flatMap(({ functions }) =>
  functions.map(([returns, name, parameters]) => ({
    name,
    returns,
    parameters: parameters === "" ? [] : parameters.split(", "),
  })),
);
