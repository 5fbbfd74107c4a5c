/* Handles: freed, freed twice, of another kind, never given. */
#include "check.h"

/* Every function that takes a batch says `status`. */
static void check_batch_refused(ExprBatch *batch, int32_t status) {
  CHECK_FAILED(expr_batch_is_valid(batch), status);
  CHECK_INT(expr_batch_clear(batch), status);
  CHECK_FAILED(expr_batch_add_expression(batch, "1"), status);
  CHECK_FAILED(expr_batch_add_variable(batch, "v", 1), status);
  CHECK_INT(expr_batch_set_variable(batch, 0, 1), status);
  CHECK_INT(expr_batch_prepare(batch, NULL), status);
  CHECK_INT(expr_batch_evaluate(batch, NULL), status);
  CHECK_FAILED(expr_batch_evaluate_ex(batch, NULL), status);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
  CHECK_INT(expr_batch_arena_bytes(batch), 0);
  CHECK_INT(expr_batch_add_expression_function(batch, "f", "a", "a"), status);
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), status < 0 ? status : -status);
  CHECK(expr_batch_variables(batch) == NULL);
  CHECK(expr_batch_results(batch) == NULL);
}

static void check_arena_refused(ExprArena *arena) {
  CHECK(expr_batch_new(arena) == NULL);
  CHECK_INT(expr_arena_used(arena), 0);
  CHECK_INT(expr_arena_capacity(arena), 0);
  CHECK_INT(expr_arena_high_water(arena), 0);
  expr_arena_reset(arena);
  expr_arena_free(arena);
}

static double native(const double *, size_t) {
  return 1;
}

static void check_context_refused(ExprContext *context, int32_t status) {
  ExprContext *valid = expr_context_new();
  CHECK_INT(expr_context_add_function(context, "f", 1, native), status);
  CHECK_INT(expr_context_native_function_count(context), 0);
  CHECK_INT(expr_context_get_native_function_name(context, 0, NULL, 0), 0);
  CHECK_INT(expr_context_set_variable(context, "v", 1), status);
  CHECK_INT(expr_context_set_constant(context, "v", 1), status);
  CHECK_INT(expr_context_set_array(context, "v", (double[]){1}, 1), status);
  CHECK_INT(expr_context_set_attribute(context, "o", "v", 1), status);
  CHECK_INT(expr_context_set_parent(context, valid), status);
  CHECK_INT(expr_context_set_parent(valid, context), status);

  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "1 + 1");
  CHECK_INT(expr_batch_prepare(batch, context), status);
  CHECK_INT(expr_batch_evaluate(batch, context), status);
  CHECK_FAILED(expr_batch_evaluate_ex(batch, context), status);
  CHECK_INT(expr_batch_evaluate(batch, valid), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_INT(expr_batch_evaluate(batch, context), status);
  expr_batch_free(batch);
  expr_context_free(valid);
}

static ExprBatch *usable_batch(void) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 20), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "x + 1"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  return batch;
}

TEST(a_freed_batch_is_stale) {
  ExprBatch *batch = usable_batch();
  expr_batch_free(batch);
  check_batch_refused(batch, EXPR_STALE_HANDLE);
  expr_batch_free(batch);
  check_batch_refused(batch, EXPR_STALE_HANDLE);
}

TEST(a_batch_freed_twice_does_not_harm_its_successor) {
  ExprBatch *first = usable_batch();
  expr_batch_free(first);
  ExprBatch *second = usable_batch();
  CHECK(first != second);
  expr_batch_free(first);
  check_batch_refused(first, EXPR_STALE_HANDLE);
  CHECK_INT(expr_batch_is_valid(second).status, EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(second, 0), 21);
}

TEST(a_freed_arena_is_stale_and_so_are_its_batches) {
  ExprArena *arena = expr_arena_new(0);
  ExprBatch *first = expr_batch_new(arena), *second = expr_batch_new(arena);
  expr_batch_add_expression(second, "1");
  CHECK_INT(expr_batch_evaluate(second, NULL), EXPR_OK);
  expr_arena_free(arena);
  check_arena_refused(arena);
  check_batch_refused(first, EXPR_STALE_HANDLE);
  check_batch_refused(second, EXPR_STALE_HANDLE);
  expr_batch_free(first);
  expr_batch_free(second);
  check_batch_refused(first, EXPR_STALE_HANDLE);
}

TEST(an_arena_freed_twice_does_not_harm_its_successor) {
  ExprArena *first = expr_arena_new(0);
  expr_arena_free(first);
  ExprArena *second = expr_arena_new(0);
  ExprBatch *batch = expr_batch_new(second);
  expr_batch_add_expression(batch, "1 + 1");
  expr_arena_free(first);
  expr_arena_reset(first);
  CHECK(expr_batch_new(first) == NULL);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
}

TEST(resetting_an_arena_makes_its_batches_stale) {
  ExprArena *arena = expr_arena_new(10'000);
  ExprBatch *old = expr_batch_new(arena);
  expr_batch_add_expression(old, "1 + 1");
  CHECK_INT(expr_batch_evaluate(old, NULL), EXPR_OK);
  size_t used = expr_arena_used(arena), capacity = expr_arena_capacity(arena);
  CHECK(used > 0 && capacity >= 10'000);
  CHECK_INT(expr_batch_arena_bytes(old), used);
  expr_arena_reset(arena);
  CHECK_INT(expr_arena_used(arena), 0);
  CHECK_INT(expr_arena_capacity(arena), capacity);
  CHECK(expr_arena_high_water(arena) >= used);
  check_batch_refused(old, EXPR_STALE_HANDLE);

  ExprBatch *batch = expr_batch_new(arena);
  expr_batch_add_expression(batch, "20 + 1");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  check_batch_refused(old, EXPR_STALE_HANDLE);
  expr_batch_free(old);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 21);
}

TEST(freeing_a_batch_leaves_its_arena_and_the_others_in_it) {
  ExprArena *arena = expr_arena_new(0);
  ExprBatch *first = expr_batch_new(arena), *second = expr_batch_new(arena);
  expr_batch_add_expression(first, "1");
  expr_batch_add_expression(second, "2");
  CHECK_INT(expr_batch_evaluate(first, NULL), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(second, NULL), EXPR_OK);
  expr_batch_free(first);
  CHECK_INT(expr_batch_evaluate(second, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(second, 0), 2);
  CHECK(expr_arena_used(arena) > 0);
}

TEST(a_freed_context_is_stale) {
  ExprContext *context = expr_context_new();
  expr_context_free(context);
  check_context_refused(context, EXPR_STALE_HANDLE);
  ExprContext *successor = expr_context_new();
  CHECK_INT(expr_context_set_variable(successor, "v", 7), EXPR_OK);
  expr_context_free(context);
  CHECK_INT(expr_context_set_variable(successor, "v", 8), EXPR_OK);
}

TEST(the_context_of_the_last_evaluation_is_stale_once_freed) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_set_variable(context, "v", 7), EXPR_OK);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "v");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  expr_context_free(context);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_STALE_HANDLE);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
}

TEST(a_freed_parent_lives_on_in_its_children) {
  ExprContext *parent = expr_context_new(), *child = expr_context_new();
  CHECK_INT(expr_context_set_variable(parent, "v", 7), EXPR_OK);
  CHECK_INT(expr_context_set_parent(child, parent), EXPR_OK);
  expr_context_free(parent);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "v");
  CHECK_INT(expr_batch_evaluate(batch, child), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 7);
}

TEST(a_handle_of_another_kind_is_no_handle) {
  ExprArena *arena = expr_arena_new(0);
  ExprContext *context = expr_context_new();
  ExprBatch *batch = usable_batch();
  check_batch_refused((ExprBatch *)arena, EXPR_INVALID_POINTER);
  check_batch_refused((ExprBatch *)context, EXPR_INVALID_POINTER);
  check_context_refused((ExprContext *)arena, EXPR_INVALID_POINTER);
  check_context_refused((ExprContext *)batch, EXPR_INVALID_POINTER);
  check_arena_refused((ExprArena *)batch);
  check_arena_refused((ExprArena *)context);
  expr_batch_free((ExprBatch *)arena);
  expr_batch_free((ExprBatch *)context);
  expr_context_free((ExprContext *)arena);
  expr_context_free((ExprContext *)batch);

  CHECK(expr_batch_new(arena) != NULL);
  CHECK_INT(expr_context_set_variable(context, "v", 1), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 21);
}

TEST(numbers_that_were_never_given_are_no_handles) {
  ExprBatch *batch = usable_batch();
  int local = 0;
  const uintptr_t numbers[] = {
      1,
      16,
      (uintptr_t)&local,
      (uintptr_t)batch + 1000,
      (uintptr_t)batch + (1 << 18),
      (uintptr_t)batch | 0x4000'0000,
      (uintptr_t)batch | 0x8000'0000,
      0x3FFF'FFFF,
      0x7FFF'FFFF,
      0x8000'0000,
      0xFFFF'FFFF,
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    check_batch_refused((ExprBatch *)numbers[i], EXPR_INVALID_POINTER);
    check_context_refused((ExprContext *)numbers[i], EXPR_INVALID_POINTER);
    check_arena_refused((ExprArena *)numbers[i]);
    expr_batch_free((ExprBatch *)numbers[i]);
    expr_context_free((ExprContext *)numbers[i]);
  }
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 21);
}

TEST(handles_stay_stale_when_their_slot_was_used_thousands_of_times) {
  ExprContext *first = expr_context_new();
  expr_context_free(first);
  for (int i = 0; i < 10'000; i++) {
    ExprContext *context = expr_context_new();
    CHECK(context != NULL && context != first);
    expr_context_free(context);
    if (i % 997 == 0) CHECK_INT(expr_context_set_variable(first, "v", 1), EXPR_STALE_HANDLE);
  }
  CHECK_INT(expr_context_set_variable(first, "v", 1), EXPR_STALE_HANDLE);
}
