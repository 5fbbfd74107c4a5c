/* Addresses from 2 GiB on, which are negative when WebAssembly hands them to JavaScript. */
#include "check.h"

#define PAGE 65536

/* The last page of a memory of more than 2 GiB. */
static char *far_page(void) {
  if (__builtin_wasm_memory_size(0) < 32'769) CHECK(__builtin_wasm_memory_grow(0, 32'769) != SIZE_MAX);
  char *page = (char *)((__builtin_wasm_memory_size(0) - 1) * PAGE);
  CHECK((size_t)page > INT32_MAX);
  return page;
}

TEST(texts_arrays_and_results_may_lie_there) {
  ExprContext *context = expr_context_new();
  ExprBatch *batch = expr_batch_new_sized(0);
  char *page = far_page();
  double *values = (double *)(void *)(page + 1000);
  values[0] = 10, values[1] = 20;
  CHECK_INT(expr_context_set_array(context, strcpy(page, "a"), values, 2), EXPR_OK);
  ExprResult *result = (ExprResult *)(void *)(page + 2000);
  *result = expr_batch_add_variable(batch, strcpy(page, "x"), 3);
  CHECK_ADDED(*result, 0);
  *result = expr_batch_add_expression(batch, strcpy(page, "a[1] * x"));
  CHECK_ADDED(*result, 0);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 60);
  ExprAllocStats *stats = (ExprAllocStats *)(void *)(page + 3000);
  memset(stats, 1, sizeof *stats);
  expr_alloc_stats(stats);
  CHECK_INT(stats->host_count, 0);
  char *name = page + 4000;
  CHECK(expr_context_get_native_function_name(context, 0, name, 100) > 0);
  CHECK_INT(expr_context_get_native_function_name(context, 0, NULL, 0), strlen(name));
}

TEST(a_batch_that_lies_there_works_or_is_refused) {
  /* Malloc's next large block, and the library's next pages, come from behind 2 GiB. */
  ExprBatch *near = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(near, "1 + 1"), 0);
  CHECK_INT(expr_batch_evaluate(near, NULL), EXPR_OK);
  far_page();
  ExprBatch *batch = expr_batch_new_sized(2'000'000);
  if (batch != NULL) {
    CHECK_ADDED(expr_batch_add_variable(batch, "x", 3), 0);
    CHECK_ADDED(expr_batch_add_expression(batch, "sin(x) + x"), 0);
    double *variables = expr_batch_variables(batch);
    CHECK(variables != NULL);
    for (int i = 0; i < 10; i++) {
      variables[0] = i;
      CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
      CHECK_NEAR(expr_batch_results(batch)[0], sin(i) + i, 1e-12);
      CHECK_NEAR(expr_batch_get_result(batch, 0), sin(i) + i, 1e-12);
    }
    expr_batch_free(batch);
  }
  CHECK_INT(expr_batch_evaluate(near, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(near, 0), 2);
}

static double native(const double *args, size_t) {
  return args[0] * 2;
}

TEST(functions_are_called_from_there) {
  far_page();
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_add_function(context, "f", 1, native), EXPR_OK);
  ExprBatch *batch = expr_batch_new_sized(2'000'000);
  if (batch == NULL) return;
  CHECK_ADDED(expr_batch_add_expression(batch, "f(4) + 1"), 0);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 9);
}
