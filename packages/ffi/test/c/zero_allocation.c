/* Evaluating allocates nothing: neither in the arena nor in blocks of C's heap. */
#include "check.h"

static ExprAllocStats stats(void) {
  ExprAllocStats counts = {99, 99, 99, 99};
  expr_alloc_stats(&counts);
  return counts;
}

#define CHECK_NO_ALLOCATION()                 \
  do {                                        \
    ExprAllocStats counts = stats();          \
    CHECK_INT(counts.arena_count, 0);         \
    CHECK_INT(counts.arena_bytes, 0);         \
    CHECK_INT(counts.host_count, 0);          \
    CHECK_INT(counts.host_bytes, 0);          \
  } while (0)

static const char FORMULA[] = "sin(x) * cos(y) + sqrt(x*x + y*y)";

static double formula(double x, double y) {
  return sin(x) * cos(y) + sqrt(x * x + y * y);
}

TEST(a_thousand_evaluations_allocate_nothing) {
  ExprArena *arena = expr_arena_new(1024 * 1024);
  ExprContext *context = expr_context_new();
  ExprBatch *batch = expr_batch_new(arena);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 1), 0);
  CHECK_ADDED(expr_batch_add_variable(batch, "y", 2), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, FORMULA), 0);
  expr_alloc_tracking_enable();
  for (int i = 0; i < 10; i++) CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_NEAR(expr_batch_get_result(batch, 0), formula(1, 2), 1e-12);

  size_t used = expr_arena_used(arena), high_water = expr_arena_high_water(arena);
  size_t pages = __builtin_wasm_memory_size(0);
  expr_alloc_tracking_reset();
  for (int i = 0; i < 1000; i++) {
    double x = 0.01 * i, y = 10 - 0.02 * i;
    CHECK_INT(expr_batch_set_variable(batch, 0, x), EXPR_OK);
    CHECK_INT(expr_batch_set_variable(batch, 1, y), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    CHECK_NEAR(expr_batch_get_result(batch, 0), formula(x, y), 1e-12);
  }
  CHECK_NO_ALLOCATION();
  CHECK_INT(expr_arena_used(arena), used);
  CHECK_INT(expr_arena_high_water(arena), high_water);
  CHECK_INT(__builtin_wasm_memory_size(0), pages);
}

TEST(neither_do_evaluations_through_the_cells_themselves) {
  ExprBatch *batch = expr_batch_new_sized(1024 * 1024);
  expr_batch_add_variable(batch, "x", 1);
  expr_batch_add_variable(batch, "y", 2);
  expr_batch_add_expression(batch, FORMULA);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  double *variables = expr_batch_variables(batch);
  const double *results = expr_batch_results(batch);
  expr_alloc_tracking_enable();
  expr_alloc_tracking_reset();
  for (int i = 0; i < 1000; i++) {
    variables[0] = 0.01 * i;
    variables[1] = 10 - 0.02 * i;
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
    CHECK_NEAR(results[0], formula(variables[0], variables[1]), 1e-12);
  }
  CHECK_NO_ALLOCATION();
}

static double half(const double *args, [[maybe_unused]] size_t n_args) {
  return args[0] / 2;
}

TEST(neither_do_callbacks_functions_recursion_arrays_and_attributes) {
  ExprContext *context = expr_context_new();
  expr_context_add_function(context, "half", 1, half);
  expr_context_set_array(context, "a", (double[]){1, 2, 3}, 3);
  expr_context_set_attribute(context, "o", "p", 5);
  expr_context_set_variable(context, "v", 7);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "n", 10);
  expr_batch_add_expression_function(batch, "fib", "n", "n < 2 ? n : fib(n-1) + fib(n-2)");
  CHECK_ADDED(expr_batch_add_expression(batch, "fib(n) + half(n) + a[n % 3] + o.p + v"), 0);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 55 + 5 + 2 + 5 + 7);
  expr_alloc_tracking_enable();
  expr_alloc_tracking_reset();
  for (int i = 0; i < 100; i++) {
    expr_batch_set_variable(batch, 0, i % 12);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    ExprResult result = expr_batch_evaluate_ex(batch, context);
    CHECK_INT(result.status, EXPR_OK);
  }
  CHECK_NO_ALLOCATION();
}

TEST(neither_do_new_values_in_a_context) {
  ExprContext *context = expr_context_new();
  expr_context_set_variable(context, "v", 0);
  expr_context_set_array(context, "a", (double[]){1, 2, 3}, 3);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "v + a[1]");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  expr_alloc_tracking_enable();
  expr_alloc_tracking_reset();
  for (int i = 0; i < 100; i++) {
    CHECK_INT(expr_context_set_variable(context, "v", i), EXPR_OK);
    CHECK_INT(expr_context_set_array(context, "a", (double[]){1, 2 * i, 3}, 3), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), 3 * i);
  }
  CHECK_NO_ALLOCATION();
}

TEST(neither_do_evaluations_that_fail) {
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "x", 1);
  expr_batch_add_expression(batch, "x > 0 ? nosuch : x");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
  expr_alloc_tracking_enable();
  expr_alloc_tracking_reset();
  for (int i = 0; i < 100; i++) {
    expr_batch_set_variable(batch, 0, 1);
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
    CHECK_INT(expr_batch_evaluate_ex(batch, NULL).status, EXPR_UNKNOWN_VARIABLE);
    expr_batch_set_variable(batch, 0, -1);
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  }
  CHECK_NO_ALLOCATION();
}

/* The counters count: otherwise the zeros above would say nothing. */

TEST(an_added_expression_is_counted) {
  ExprArena *arena = expr_arena_new(1024 * 1024);
  ExprBatch *batch = expr_batch_new(arena);
  expr_batch_add_expression(batch, "1");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  size_t used = expr_arena_used(arena);
  expr_alloc_tracking_enable();
  expr_alloc_tracking_reset();
  CHECK_ADDED(expr_batch_add_expression(batch, FORMULA), 1);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
  ExprAllocStats counts = stats();
  CHECK(counts.arena_count > 0);
  CHECK(counts.arena_bytes >= expr_arena_used(arena) - used);
  CHECK(counts.arena_bytes > 0);
  CHECK_INT(counts.host_count, 0); /* the arena's chunk was large enough */
}

TEST(an_arena_and_its_chunks_are_counted_as_blocks) {
  expr_alloc_tracking_enable();
  expr_alloc_tracking_reset();
  ExprArena *arena = expr_arena_new(100'000);
  ExprAllocStats counts = stats();
  CHECK_INT(counts.host_count, 1);
  CHECK(counts.host_bytes >= 100'000 && counts.host_bytes < 101'000);
  expr_arena_free(arena);
  CHECK_INT(stats().host_count, 1);

  expr_alloc_tracking_reset();
  ExprBatch *batch = expr_batch_new_sized(64);
  for (int i = 0; i < 100; i++) expr_batch_add_expression(batch, FORMULA);
  expr_batch_evaluate(batch, NULL);
  CHECK(stats().host_count >= 2);
  CHECK(stats().host_bytes >= expr_batch_arena_bytes(batch));
}

TEST(nothing_is_counted_before_tracking_and_after_it) {
  CHECK(expr_arena_new(1000) != NULL);
  CHECK_NO_ALLOCATION();
  expr_alloc_tracking_enable();
  CHECK(expr_arena_new(1000) != NULL);
  ExprAllocStats counts = stats();
  CHECK_INT(counts.host_count, 1);
  expr_alloc_tracking_disable();
  CHECK(expr_arena_new(1000) != NULL);
  CHECK_INT(stats().host_count, 1);
  CHECK_INT(stats().host_bytes, counts.host_bytes);
  expr_alloc_tracking_reset();
  CHECK_NO_ALLOCATION();
}
