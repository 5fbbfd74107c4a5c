/* Loops of evaluations as a C program writes them. c-program.ts holds what the compiler makes of this file. */
#include "zexpr.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static ExprArena *arena;
static ExprContext *context;
static ExprBatch *batch;
/* Where results go, so that nothing is optimised away. */
static volatile double sink;

static double half(const double *args, size_t n_args) {
  return n_args == 1 ? args[0] * 0.5 : 0;
}

/* Makes a batch of x and y; the status of the first step that fails. */
int32_t EXPORT(setup)(const char *expression) {
  arena = expr_arena_new(1024 * 1024);
  context = expr_context_new();
  batch = expr_batch_new(arena);
  int32_t status = expr_context_add_function(context, "half", 1, half);
  if (status == EXPR_OK) status = expr_context_set_variable(context, "gain", 0.5);
  if (status == EXPR_OK) status = expr_batch_add_variable(batch, "x", 1).status;
  if (status == EXPR_OK) status = expr_batch_add_variable(batch, "y", 2).status;
  if (status == EXPR_OK) status = expr_batch_add_expression(batch, expression).status;
  return status;
}

/* Room for the text of an expression. */
char *EXPORT(text)(void) {
  static char room[1024];
  return room;
}

size_t EXPORT(arena_used)(void) { return expr_arena_used(arena); }
size_t EXPORT(arena_high_water)(void) { return expr_arena_high_water(arena); }
size_t EXPORT(arena_capacity)(void) { return expr_arena_capacity(arena); }

/* Each returns the status of its last evaluation. */

int32_t EXPORT(run_setters)(int32_t count) {
  int32_t status = EXPR_OK;
  for (int32_t i = 0; i < count; i++) {
    expr_batch_set_variable(batch, 0, i * 0.37);
    expr_batch_set_variable(batch, 1, 10 - i * 0.11);
    status = expr_batch_evaluate(batch, context);
    sink = expr_batch_get_result(batch, 0);
  }
  return status;
}

int32_t EXPORT(run_cells)(int32_t count) {
  double *variables = expr_batch_variables(batch);
  const double *results = expr_batch_results(batch);
  int32_t status = EXPR_OK;
  for (int32_t i = 0; i < count; i++) {
    variables[0] = i * 0.37;
    variables[1] = 10 - i * 0.11;
    status = expr_batch_evaluate(batch, context);
    sink = results[0];
  }
  return status;
}

int32_t EXPORT(run_evaluate_ex)(int32_t count) {
  ExprResult result = {0};
  for (int32_t i = 0; i < count; i++) {
    expr_batch_set_variable(batch, 0, i * 0.37);
    result = expr_batch_evaluate_ex(batch, context);
  }
  return result.status;
}

int32_t EXPORT(run_context_variable)(int32_t count) {
  int32_t status = EXPR_OK;
  for (int32_t i = 0; i < count; i++) {
    expr_context_set_variable(context, "gain", i * 0.37);
    status = expr_batch_evaluate(batch, context);
  }
  return status;
}
