/* Life of batches and arenas, and the cells of variables and results. */
#include "check.h"

TEST(variables_and_results_are_read_and_written_in_place) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 3), 0);
  CHECK_ADDED(expr_batch_add_variable(batch, "y", 4), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, "x + y"), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "x * y"), 1);
  double *variables = expr_batch_variables(batch);
  const double *results = expr_batch_results(batch);
  CHECK(variables != NULL && results != NULL);
  CHECK_INT((uintptr_t)variables % 8, 0);
  CHECK_INT((uintptr_t)results % 8, 0);
  CHECK_DOUBLE(variables[0], 3);
  CHECK_DOUBLE(variables[1], 4);
  CHECK_DOUBLE(results[0], NAN); /* before the first evaluation */
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK(expr_batch_variables(batch) == variables && expr_batch_results(batch) == results);
  CHECK_DOUBLE(results[0], 7);
  CHECK_DOUBLE(results[1], 12);

  variables[0] = 30;
  CHECK_DOUBLE(results[0], 7);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(results[0], 34);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), 120);

  CHECK_INT(expr_batch_set_variable(batch, 1, 40), EXPR_OK);
  CHECK_DOUBLE(variables[1], 40);
}

TEST(a_prepared_batch_needs_no_more_memory) {
  ExprArena *arena = expr_arena_new(0);
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_set_variable(context, "k", 10), EXPR_OK);
  ExprBatch *batch = expr_batch_new(arena);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 3), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "sin(x) * 0 + x * k"), 0);
  CHECK_INT(expr_arena_used(arena), 0);
  CHECK_INT(expr_batch_prepare(batch, context), EXPR_OK);
  size_t used = expr_arena_used(arena);
  CHECK(used > 0);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN); /* nothing has been evaluated */
  double *variables = expr_batch_variables(batch);
  variables[0] = 4;
  for (int i = 0; i < 3; i++) {
    CHECK_INT(expr_batch_prepare(batch, context), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), 40);
  }
  CHECK(expr_batch_variables(batch) == variables);
  CHECK_INT(expr_arena_used(arena), used);

  /* Names are looked up by evaluations. */
  CHECK_INT(expr_batch_prepare(batch, NULL), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
}

TEST(what_was_written_in_place_survives_edits) {
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "x", 1);
  expr_batch_add_expression(batch, "x");
  expr_batch_variables(batch)[0] = 5;
  CHECK_ADDED(expr_batch_add_variable(batch, "y", 2), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, "x * 100 + y"), 1);
  double *variables = expr_batch_variables(batch);
  CHECK_DOUBLE(variables[0], 5);
  CHECK_DOUBLE(variables[1], 2);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), 502);
}

TEST(expressions_can_be_added_between_evaluations) {
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "x", 2);
  for (int i = 0; i < 50; i++) {
    char expression[32];
    snprintf(expression, sizeof expression, "x * %d", i);
    CHECK_ADDED(expr_batch_add_expression(batch, expression), i);
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
    for (int k = 0; k <= i; k++) CHECK_DOUBLE(expr_batch_get_result(batch, k), 2 * k);
  }
}

TEST(a_cleared_batch_is_as_new) {
  ExprBatch *batch = expr_batch_new_sized(0);
  for (int i = 0; i < 20; i++) {
    CHECK_ADDED(expr_batch_add_variable(batch, "x", i), 0);
    CHECK_INT(expr_batch_add_expression_function(batch, "f", "a", "a * 2"), EXPR_OK);
    CHECK_ADDED(expr_batch_add_expression(batch, "f(x) + 1"), 0);
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2 * i + 1);
    CHECK_INT(expr_batch_clear(batch), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
    CHECK_INT(expr_batch_set_variable(batch, 0, 1), EXPR_INVALID_PARAMETER_INDEX);
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  }
  CHECK_INT(expr_batch_is_valid(batch).status, EXPR_OK);
}

TEST(clearing_and_filling_again_needs_bounded_memory) {
  ExprArena *arena = expr_arena_new(0);
  ExprBatch *batch = expr_batch_new(arena);
  size_t used = 0, capacity = 0;
  for (int i = 0; i < 500; i++) {
    CHECK_INT(expr_batch_clear(batch), EXPR_OK);
    expr_batch_add_variable(batch, "x", i);
    expr_batch_add_expression(batch, "sqrt(x) + sin(x) * 3");
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
    if (i == 9) used = expr_arena_used(arena), capacity = expr_arena_capacity(arena);
  }
  CHECK_INT(expr_arena_used(arena), used);
  CHECK_INT(expr_arena_capacity(arena), capacity);
}

TEST(batches_in_one_arena_do_not_disturb_each_other) {
  ExprArena *arena = expr_arena_new(256);
  ExprBatch *batches[20];
  for (int i = 0; i < 20; i++) {
    batches[i] = expr_batch_new(arena);
    expr_batch_add_variable(batches[i], "x", i);
    expr_batch_add_expression(batches[i], "x * 1000 + 7");
  }
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 20; i++) {
      CHECK_INT(expr_batch_set_variable(batches[i], 0, round + i), EXPR_OK);
      CHECK_INT(expr_batch_evaluate(batches[i], NULL), EXPR_OK);
    }
    for (int i = 0; i < 20; i++) CHECK_DOUBLE(expr_batch_get_result(batches[i], 0), 1000 * (round + i) + 7);
  }
  for (int i = 0; i < 20; i++) CHECK_INT(expr_batch_arena_bytes(batches[i]), expr_arena_used(arena));
}

TEST(an_arena_reports_what_it_holds) {
  ExprArena *arena = expr_arena_new(5000);
  CHECK_INT(expr_arena_used(arena), 0);
  CHECK(expr_arena_capacity(arena) >= 5000 && expr_arena_capacity(arena) < 5200);
  ExprBatch *batch = expr_batch_new(arena);
  for (int i = 0; i < 50; i++) expr_batch_add_expression(batch, "1 + sin(2) * cos(3)");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  size_t used = expr_arena_used(arena);
  CHECK(used > 0);
  CHECK(expr_arena_capacity(arena) >= used);
  CHECK(expr_arena_high_water(arena) >= used);
  CHECK_INT(expr_batch_arena_bytes(batch), used);
  expr_arena_reset(arena);
  CHECK_INT(expr_arena_used(arena), 0);
  CHECK(expr_arena_high_water(arena) >= used);
}

TEST(sizes_of_zero_mean_a_default) {
  ExprArena *arena = expr_arena_new(0);
  CHECK(expr_arena_capacity(arena) >= 8192 && expr_arena_capacity(arena) < 8400);
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(batch, "1 + 1"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
}

TEST(an_arena_larger_than_all_memory_is_null) {
  CHECK(expr_arena_new(SIZE_MAX) == NULL);
  CHECK(expr_arena_new(0x8000'0000) == NULL);
  CHECK(expr_batch_new_sized(SIZE_MAX) == NULL);
  CHECK(expr_batch_new_sized(0x7FFF'FFFF) == NULL);
  CHECK(expr_arena_new(1000) != NULL);
}

TEST(a_tiny_arena_grows) {
  ExprBatch *batch = expr_batch_new_sized(1);
  for (int i = 0; i < 200; i++) CHECK_ADDED(expr_batch_add_expression(batch, "sin(1) + cos(2) * 3"), i);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_NEAR(expr_batch_get_result(batch, 199), sin(1) + cos(2) * 3, 1e-15);
}

TEST(a_batch_with_many_expressions_and_variables) {
  ExprBatch *batch = expr_batch_new_sized(0);
  for (int i = 0; i < 500; i++) {
    char name[16], expression[48];
    snprintf(name, sizeof name, "v%d", i);
    CHECK_ADDED(expr_batch_add_variable(batch, name, i), i);
    snprintf(expression, sizeof expression, "v%d * 2 + v0", i);
    CHECK_ADDED(expr_batch_add_expression(batch, expression), i);
  }
  double *variables = expr_batch_variables(batch);
  for (int i = 0; i < 500; i++) variables[i] += 0.5;
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  const double *results = expr_batch_results(batch);
  for (int i = 0; i < 500; i++) CHECK_DOUBLE(results[i], (i + 0.5) * 2 + 0.5);
}

/* Of what the library promises to suffice. */

static void check_estimate(int expressions, const char *formula, int variables) {
  size_t length = (size_t)expressions * strlen(formula);
  size_t size = expr_estimate_arena_size(expressions, length, variables, 1000);
  ExprArena *arena = expr_arena_new(size);
  size_t capacity = expr_arena_capacity(arena);
  ExprBatch *batch = expr_batch_new(arena);
  for (int i = 0; i < variables; i++) {
    char name[17];
    snprintf(name, sizeof name, "v%d", i);
    CHECK_ADDED(expr_batch_add_variable(batch, name, i), i);
  }
  for (int i = 0; i < expressions; i++) CHECK_ADDED(expr_batch_add_expression(batch, formula), i);
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  if (result.status != EXPR_OK) CHECK_FAIL("%s: %s", formula, result.error);
  for (int i = 0; i < 10; i++) CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  if (expr_arena_capacity(arena) != capacity)
    CHECK_FAIL("%d times \"%.60s\" took %zu of %zu bytes", expressions, formula, expr_arena_used(arena), size);
  expr_batch_free(batch);
  expr_arena_free(arena);
}

TEST(an_arena_of_the_estimated_size_suffices) {
  const char *const formulas[] = {
      "1",
      "v0",
      "v0+v1",
      "sin(v0) * cos(v1) + sqrt(v0*v0 + v1*v1)",
      "(v0 + v1) * (v0 - v1) / (v0 * v1 + 1) + (v0 > v1 ? v0 : v1)",
      "v0?v1?1:2:v2?3:4",
      "max(min(v0, v1), clamp(v2, 0, 1)) % 3 ^ 2",
      "v0&&v1||v2&&!v0",
      "1+2+3+4+5+6+7+8+9",
      "-v0^-v1^-v2",
      "((((((((((v0))))))))))",
  };
  for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
    check_estimate(1, formulas[i], 3);
    check_estimate(7, formulas[i], 3);
    check_estimate(300, formulas[i], 3);
  }
}

TEST(an_arena_of_the_estimated_size_suffices_for_extremes) {
  check_estimate(0, "", 0);
  check_estimate(0, "", 1000);
  check_estimate(1, "v0", 1000);
  char *long_formula = malloc(60'000);
  /* Names that differ, numbers that differ, calls, deep nesting. */
  char *end = long_formula;
  for (int i = 0; i < 1000; i++) end += sprintf(end, "%sv%d", i == 0 ? "" : "+", i);
  check_estimate(1, long_formula, 1000);
  end = long_formula;
  for (int i = 0; i < 3000; i++) end += sprintf(end, "%d*v0-", i);
  sprintf(end, "v0");
  check_estimate(1, long_formula, 1);
  end = long_formula;
  for (int i = 0; i < 1000; i++) end += sprintf(end, "sin(");
  end += sprintf(end, "v0");
  for (int i = 0; i < 1000; i++) *end++ = ')';
  *end = 0;
  check_estimate(1, long_formula, 1);
  end = long_formula;
  for (int i = 0; i < 900; i++) end += sprintf(end, "v0*(v1-");
  end += sprintf(end, "v0");
  for (int i = 0; i < 900; i++) *end++ = ')';
  *end = 0;
  check_estimate(1, long_formula, 2);
  end = long_formula;
  for (int i = 0; i < 900; i++) end += sprintf(end, "v0?%d:", i);
  sprintf(end, "1");
  check_estimate(1, long_formula, 1);
  free(long_formula);
}

TEST(an_estimate_does_not_wrap_around) {
  CHECK_INT(expr_estimate_arena_size(SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX), SIZE_MAX);
  CHECK(expr_estimate_arena_size(1'000'000, 10'000'000, 1000, 0) > 10'000'000);
  CHECK_INT(expr_estimate_arena_size(5, 100, 3, 0), expr_estimate_arena_size(5, 100, 3, 1'000'000));
}
