/* Contexts: variables, constants, arrays, attributes, parents. */
#include "check.h"

static ExprBatch *batch_of(const char *expression) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(batch, expression), 0);
  return batch;
}

static double value_in(ExprContext *context, const char *expression) {
  ExprBatch *batch = batch_of(expression);
  ExprResult result = expr_batch_evaluate_ex(batch, context);
  if (result.status != EXPR_OK) CHECK_FAIL("%s: %s", expression, result.error);
  double value = expr_batch_get_result(batch, 0);
  expr_batch_free(batch);
  return value;
}

static int32_t status_in(ExprContext *context, const char *expression) {
  ExprBatch *batch = batch_of(expression);
  int32_t status = expr_batch_evaluate(batch, context);
  expr_batch_free(batch);
  return status;
}

TEST(expressions_reach_all_kinds_of_values) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_set_variable(context, "gain", 0.5), EXPR_OK);
  CHECK_INT(expr_context_set_constant(context, "k", 2), EXPR_OK);
  CHECK_INT(expr_context_set_array(context, "table", (double[]){10, 20, 30}, 3), EXPR_OK);
  CHECK_INT(expr_context_set_attribute(context, "point", "x", 3), EXPR_OK);
  CHECK_INT(expr_context_set_attribute(context, "point", "y", 4), EXPR_OK);
  CHECK_DOUBLE(value_in(context, "gain * k + table[1] + point.x * point.y"), 33);
}

TEST(new_values_show_at_the_next_evaluation) {
  ExprContext *context = expr_context_new();
  expr_context_set_variable(context, "v", 1);
  expr_context_set_constant(context, "c", 10);
  expr_context_set_array(context, "a", (double[]){100}, 1);
  expr_context_set_attribute(context, "o", "p", 1000);
  ExprBatch *batch = batch_of("v + c + a[0] + o.p");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 1111);
  CHECK_INT(expr_context_set_variable(context, "v", 2), EXPR_OK);
  CHECK_INT(expr_context_set_constant(context, "c", 20), EXPR_OK);
  CHECK_INT(expr_context_set_array(context, "a", (double[]){200, 1, 2}, 3), EXPR_OK);
  CHECK_INT(expr_context_set_attribute(context, "o", "p", 2000), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 1111);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2222);
}

TEST(names_are_found_batch_first_then_variables_then_constants_then_parents) {
  ExprContext *parent = expr_context_new(), *context = expr_context_new();
  expr_context_set_parent(context, parent);
  ExprBatch *batch = batch_of("n");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_UNKNOWN_VARIABLE);
  expr_context_set_constant(parent, "n", 1);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 1);
  expr_context_set_variable(parent, "n", 2);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  expr_context_set_constant(context, "n", 3);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 3);
  expr_context_set_variable(context, "n", 4);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 4);
  CHECK_ADDED(expr_batch_add_variable(batch, "n", 5), 0);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 5);
}

TEST(built_in_constants_come_last) {
  ExprContext *context = expr_context_new();
  CHECK_DOUBLE(value_in(context, "pi"), 3.141592653589793);
  CHECK_INT(expr_context_set_variable(context, "pi", 3), EXPR_OK);
  CHECK_DOUBLE(value_in(context, "pi"), 3);
}

TEST(parents_can_be_set_changed_and_removed) {
  ExprContext *first = expr_context_new(), *second = expr_context_new(), *child = expr_context_new();
  expr_context_set_variable(first, "v", 1);
  expr_context_set_array(first, "a", (double[]){10}, 1);
  expr_context_set_attribute(first, "o", "p", 100);
  expr_context_set_variable(second, "v", 2);
  ExprBatch *batch = batch_of("v");
  CHECK_INT(expr_context_set_parent(child, first), EXPR_OK);
  CHECK_DOUBLE(value_in(child, "v + a[0] + o.p"), 111);
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 1);
  CHECK_INT(expr_context_set_parent(child, second), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_INT(expr_context_set_parent(child, NULL), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_UNKNOWN_VARIABLE);
}

TEST(a_value_of_a_parent_can_change) {
  ExprContext *grandparent = expr_context_new(), *parent = expr_context_new(), *child = expr_context_new();
  expr_context_set_parent(parent, grandparent);
  expr_context_set_parent(child, parent);
  expr_context_set_variable(grandparent, "v", 1);
  ExprBatch *batch = batch_of("v");
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_OK);
  expr_context_set_variable(grandparent, "v", 2);
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  expr_context_set_variable(parent, "v", 3);
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 3);
}

TEST(a_circle_of_parents_is_refused) {
  ExprContext *first = expr_context_new(), *second = expr_context_new();
  CHECK_INT(expr_context_set_parent(first, second), EXPR_OK);
  CHECK(expr_context_set_parent(second, first) != EXPR_OK);
  CHECK(expr_context_set_parent(first, first) != EXPR_OK);
  expr_context_set_variable(second, "v", 1);
  CHECK_DOUBLE(value_in(first, "v"), 1);
}

TEST(an_empty_context_has_operators_and_constants_only) {
  ExprContext *context = expr_context_new_empty();
  CHECK_DOUBLE(value_in(context, "2 ^ 3 + 10 % 4 * 2"), 12);
  CHECK_DOUBLE(value_in(context, "pi"), 3.141592653589793);
  CHECK_INT(status_in(context, "sin(1)"), EXPR_UNKNOWN_FUNCTION);
  CHECK_INT(expr_context_set_variable(context, "v", 4), EXPR_OK);
  CHECK_DOUBLE(value_in(context, "v * 2"), 8);
}

TEST(null_means_the_built_ins_alone) {
  CHECK_DOUBLE(value_in(NULL, "max(1, 2) + floor(pi)"), 5);
  CHECK_INT(status_in(NULL, "v"), EXPR_UNKNOWN_VARIABLE);
}

TEST(a_batch_can_be_evaluated_in_different_contexts_in_turn) {
  ExprContext *contexts[3];
  for (int i = 0; i < 3; i++) {
    contexts[i] = expr_context_new();
    expr_context_set_variable(contexts[i], "v", 10 * (i + 1));
  }
  ExprBatch *batch = batch_of("v + x");
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 0), 0);
  for (int i = 0; i < 12; i++) {
    CHECK_INT(expr_batch_set_variable(batch, 0, i), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(batch, contexts[i % 3]), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), 10 * (i % 3 + 1) + i);
  }
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
  CHECK_INT(expr_batch_evaluate(batch, contexts[1]), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 31);
}

TEST(switching_contexts_keeps_variables_and_needs_bounded_memory) {
  ExprContext *small = expr_context_new(), *large = expr_context_new();
  double values[200];
  for (int i = 0; i < 200; i++) values[i] = i;
  expr_context_set_array(small, "a", values, 2);
  expr_context_set_array(large, "a", values, 200);
  ExprArena *arena = expr_arena_new(64 * 1024);
  ExprBatch *batch = expr_batch_new(arena);
  expr_batch_add_variable(batch, "x", 1);
  expr_batch_add_expression(batch, "a[x] * x");
  size_t used = 0;
  for (int i = 0; i < 200; i++) {
    CHECK_INT(expr_batch_evaluate(batch, i % 2 == 0 ? small : large), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), 1);
    CHECK_DOUBLE(expr_batch_variables(batch)[0], 1);
    if (i == 9) used = expr_arena_used(arena);
  }
  CHECK_INT(expr_arena_used(arena), used);
}

TEST(several_batches_share_a_context) {
  ExprContext *context = expr_context_new();
  expr_context_set_variable(context, "v", 1);
  ExprArena *arena = expr_arena_new(0);
  ExprBatch *batches[4];
  for (int i = 0; i < 4; i++) {
    batches[i] = expr_batch_new(arena);
    expr_batch_add_variable(batches[i], "x", i);
    expr_batch_add_expression(batches[i], "v * 100 + x");
  }
  for (int round = 1; round < 4; round++) {
    expr_context_set_variable(context, "v", round);
    for (int i = 0; i < 4; i++) {
      CHECK_INT(expr_batch_evaluate(batches[i], context), EXPR_OK);
      CHECK_DOUBLE(expr_batch_get_result(batches[i], 0), round * 100 + i);
    }
  }
}

TEST(array_indices_are_checked) {
  ExprContext *context = expr_context_new();
  expr_context_set_array(context, "a", (double[]){5, 6}, 2);
  CHECK_DOUBLE(value_in(context, "a[1.9]"), 6);
  CHECK_DOUBLE(value_in(context, "a[-0.5]"), 5);
  CHECK_INT(status_in(context, "a[2]"), EXPR_ARRAY_INDEX_OUT_OF_BOUNDS);
  CHECK_INT(status_in(context, "a[-1]"), EXPR_ARRAY_INDEX_OUT_OF_BOUNDS);
  CHECK_INT(status_in(context, "a[0/0]"), EXPR_ARRAY_INDEX_OUT_OF_BOUNDS);
  CHECK_INT(status_in(context, "o.p"), EXPR_ATTRIBUTE_NOT_FOUND);
}

TEST(names_must_not_be_empty_or_too_long) {
  ExprContext *context = expr_context_new();
  char name[257];
  memset(name, 'n', 256);
  name[256] = 0;
  CHECK_INT(expr_context_set_variable(context, name, 1), EXPR_STRING_TOO_LONG);
  CHECK_INT(expr_context_set_constant(context, name, 1), EXPR_STRING_TOO_LONG);
  CHECK_INT(expr_context_set_array(context, name, (double[]){1}, 1), EXPR_STRING_TOO_LONG);
  CHECK_INT(expr_context_set_attribute(context, "o", name, 1), EXPR_STRING_TOO_LONG);
  name[255] = 0;
  CHECK_INT(expr_context_set_variable(context, name, 7), EXPR_OK);
  CHECK_DOUBLE(value_in(context, name), 7);
  CHECK(expr_context_set_variable(context, "", 1) > 0);
}
