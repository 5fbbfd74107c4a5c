/* What C functions may do with the library while an evaluation calls them. */
#include "check.h"

/* What the function of the running case uses. */
static struct {
  ExprArena *arena;
  ExprContext *context;
  ExprBatch *batch, *other;
  int calls;
} state;

static int32_t statuses[16];

/* A batch that calls `f` in the second of its three expressions. */
static void set_up(NativeFunc function) {
  state.arena = expr_arena_new(0);
  state.context = expr_context_new();
  CHECK_INT(expr_context_add_function(state.context, "f", 1, function), EXPR_OK);
  state.batch = expr_batch_new(state.arena);
  CHECK_ADDED(expr_batch_add_variable(state.batch, "x", 3), 0);
  CHECK_ADDED(expr_batch_add_expression(state.batch, "x + 1"), 0);
  CHECK_ADDED(expr_batch_add_expression(state.batch, "x * f(x) + x"), 1);
  CHECK_ADDED(expr_batch_add_expression(state.batch, "x - 1"), 2);
}

static void check_results(double second) {
  CHECK_DOUBLE(expr_batch_get_result(state.batch, 0), 4);
  CHECK_DOUBLE(expr_batch_get_result(state.batch, 1), second);
  CHECK_DOUBLE(expr_batch_get_result(state.batch, 2), 2);
}

/* Its own batch */

static double change_own_batch(const double *args, size_t) {
  ExprBatch *batch = state.batch;
  int i = 0;
  statuses[i++] = expr_batch_evaluate(batch, state.context);
  statuses[i++] = expr_batch_evaluate(batch, NULL);
  statuses[i++] = expr_batch_evaluate_ex(batch, state.context).status;
  statuses[i++] = expr_batch_prepare(batch, state.context);
  statuses[i++] = expr_batch_prepare(batch, NULL);
  statuses[i++] = expr_batch_clear(batch);
  statuses[i++] = expr_batch_add_expression(batch, "1").status;
  statuses[i++] = expr_batch_add_variable(batch, "z", 1).status;
  statuses[i++] = expr_batch_set_variable(batch, 0, 100);
  statuses[i++] = expr_batch_add_expression_function(batch, "g", "a", "a");
  statuses[i++] = expr_batch_remove_expression_function(batch, "g");
  while (i < 16) statuses[i++] = EXPR_NO_MUTABLE_ACCESS;
  expr_batch_free(batch);
  return args[0];
}

TEST(its_own_batch_cannot_be_changed_evaluated_or_freed) {
  set_up(change_own_batch);
  for (int round = 0; round < 3; round++) {
    memset(statuses, 0, sizeof statuses);
    CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
    for (int i = 0; i < 16; i++) {
      if (statuses[i] != EXPR_NO_MUTABLE_ACCESS) CHECK_FAIL("call %d gave %d", i, statuses[i]);
    }
    check_results(12);
    CHECK_INT(expr_batch_is_valid(state.batch).status, EXPR_OK);
  }
  /* Everything is allowed afterwards. */
  CHECK_ADDED(expr_batch_add_variable(state.batch, "z", 1), 1);
  CHECK_INT(expr_batch_clear(state.batch), EXPR_OK);
  expr_batch_free(state.batch);
  CHECK_INT(expr_batch_is_valid(state.batch).status, EXPR_STALE_HANDLE);
}

static double read_own_batch(const double *args, size_t) {
  CHECK_INT(expr_batch_is_valid(state.batch).status, EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(state.batch, 0), 4); /* done already */
  CHECK(expr_batch_arena_bytes(state.batch) > 0);
  const double *results = expr_batch_results(state.batch);
  CHECK(results != NULL);
  CHECK_DOUBLE(results[0], 4);
  return args[0];
}

TEST(its_own_batch_can_be_read) {
  set_up(read_own_batch);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  check_results(12);
}

/* Other batches */

static double evaluate_other(const double *args, size_t) {
  state.calls++;
  CHECK_INT(expr_batch_set_variable(state.other, 0, args[0] * 10), EXPR_OK);
  ExprResult result = expr_batch_evaluate_ex(state.other, state.context);
  CHECK_INT(result.status, EXPR_OK);
  return expr_batch_get_result(state.other, 0);
}

static void add_other(ExprArena *arena) {
  state.other = expr_batch_new(arena);
  CHECK_ADDED(expr_batch_add_variable(state.other, "y", 0), 0);
  CHECK_ADDED(expr_batch_add_expression(state.other, "y * y + 1"), 0);
}

TEST(another_batch_can_be_evaluated) {
  set_up(evaluate_other);
  add_other(expr_arena_new(0));
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  CHECK_INT(state.calls, 1);
  check_results(3 * 901 + 3);
}

TEST(another_batch_of_the_same_arena_can_be_evaluated) {
  set_up(evaluate_other);
  add_other(state.arena);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
    check_results(3 * 901 + 3);
  }
}

static double make_and_free_batches(const double *args, size_t) {
  double total = 0;
  for (int i = 0; i < 20; i++) {
    ExprBatch *batch = expr_batch_new(state.arena);
    CHECK_ADDED(expr_batch_add_variable(batch, "a", args[0]), 0);
    CHECK_ADDED(expr_batch_add_expression(batch, "sqrt(a * a) + 1"), 0);
    CHECK_INT(expr_batch_evaluate(batch, state.context), EXPR_OK);
    total += expr_batch_get_result(batch, 0);
    expr_batch_free(batch);
  }
  return total;
}

TEST(batches_can_be_made_in_its_arena_and_freed) {
  set_up(make_and_free_batches);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
    check_results(3 * 80 + 3);
  }
}

/* An outer batch calls an inner one, which would call the outer one again. */

static int32_t inner_status;

static double evaluate_outer(const double *args, size_t) {
  inner_status = expr_batch_evaluate(state.batch, state.context);
  return args[0];
}

static double evaluate_inner(const double *, size_t) {
  CHECK_INT(expr_batch_evaluate(state.other, state.context), EXPR_OK);
  return expr_batch_get_result(state.other, 0);
}

TEST(a_circle_of_batches_is_refused_where_it_closes) {
  set_up(evaluate_inner);
  CHECK_INT(expr_context_add_function(state.context, "g", 1, evaluate_outer), EXPR_OK);
  state.other = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(state.other, "g(5) + 1"), 0);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  CHECK_INT(inner_status, EXPR_NO_MUTABLE_ACCESS);
  check_results(3 * 6 + 3);
}

static double nest(const double *args, size_t) {
  if (args[0] == 0) return 1;
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", args[0] - 1), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "f(x) * 2"), 0);
  CHECK_INT(expr_batch_evaluate(batch, state.context), EXPR_OK);
  double result = expr_batch_get_result(batch, 0);
  expr_batch_free(batch);
  return result;
}

TEST(evaluations_nest) {
  set_up(nest);
  expr_batch_set_variable(state.batch, 0, 20);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(state.batch, 1), 20 * 1'048'576.0 + 20);
}

/* A trap two levels down ends the inner evaluation only. */

static double trap(const double *, size_t) {
  __builtin_trap();
}

static double evaluate_trapping(const double *, size_t) {
  inner_status = expr_batch_evaluate(state.other, state.context);
  return 7;
}

TEST(a_trap_ends_the_innermost_evaluation) {
  set_up(evaluate_trapping);
  CHECK_INT(expr_context_add_function(state.context, "trap", 1, trap), EXPR_OK);
  state.other = expr_batch_new(state.arena);
  CHECK_ADDED(expr_batch_add_expression(state.other, "trap(1)"), 0);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
    CHECK_INT(inner_status, EXPR_OTHER);
    check_results(24);
    CHECK_INT(expr_batch_add_expression(state.other, "1").status, EXPR_OK); /* no longer being evaluated */
  }
}

/* Arenas and contexts */

static double free_and_reset_arena(const double *args, size_t) {
  expr_arena_reset(state.arena);
  expr_arena_free(state.arena);
  CHECK_INT(expr_batch_is_valid(state.batch).status, EXPR_OK);
  /* Would lie where the running batch does, if its bytes were free. */
  ExprBatch *batch = expr_batch_new(state.arena);
  CHECK_ADDED(expr_batch_add_expression(batch, "12345"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 12345);
  expr_batch_free(batch);
  return args[0];
}

TEST(its_arena_can_neither_be_freed_nor_reset) {
  set_up(free_and_reset_arena);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
    check_results(12);
  }
  /* Both are allowed afterwards. */
  expr_arena_reset(state.arena);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_STALE_HANDLE);
  expr_arena_free(state.arena);
  CHECK(expr_batch_new(state.arena) == NULL);
}

static double free_from_inside(const double *, size_t) {
  /* An inner batch, in an arena of its own, calls a function that frees the outer one's. */
  CHECK_INT(expr_batch_evaluate(state.other, state.context), EXPR_OK);
  return expr_batch_get_result(state.other, 0);
}

TEST(neither_can_the_arena_of_a_batch_further_out) {
  set_up(free_from_inside);
  CHECK_INT(expr_context_add_function(state.context, "g", 1, free_and_reset_arena), EXPR_OK);
  state.other = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(state.other, "g(7)"), 0);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  check_results(24);
}

static ExprArena *other_arena;

static double free_other_arena(const double *args, size_t) {
  expr_arena_free(other_arena);
  return args[0];
}

TEST(another_arena_can_be_freed) {
  set_up(free_other_arena);
  other_arena = expr_arena_new(0);
  state.other = expr_batch_new(other_arena);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  check_results(12);
  CHECK_INT(expr_batch_is_valid(state.other).status, EXPR_STALE_HANDLE);
}

TEST(an_arena_can_be_freed_after_a_trap) {
  set_up(trap);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OTHER);
  expr_arena_free(state.arena);
  CHECK_INT(expr_batch_is_valid(state.batch).status, EXPR_STALE_HANDLE);
}

static double free_context(const double *args, size_t) {
  expr_context_free(state.context);
  return args[0];
}

TEST(freeing_the_context_lets_the_evaluation_finish) {
  set_up(free_context);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  check_results(12);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_STALE_HANDLE);
}

static double change_context(const double *args, size_t) {
  state.calls++;
  CHECK_INT(expr_context_set_variable(state.context, "v", state.calls), EXPR_OK);
  char name[16];
  snprintf(name, sizeof name, "new%d", state.calls);
  CHECK_INT(expr_context_set_constant(state.context, name, state.calls), EXPR_OK);
  CHECK_INT(expr_context_add_function(state.context, name, 1, change_context), EXPR_OK);
  return args[0];
}

TEST(changing_the_context_shows_at_the_next_evaluation) {
  set_up(change_context);
  CHECK_INT(expr_context_set_variable(state.context, "v", 0), EXPR_OK);
  CHECK_ADDED(expr_batch_add_expression(state.batch, "v"), 3);
  for (int i = 0; i < 3; i++) {
    CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
    check_results(12);
    CHECK_DOUBLE(expr_batch_get_result(state.batch, 3), i);
  }
  CHECK_ADDED(expr_batch_add_expression(state.batch, "new3"), 4);
  CHECK_INT(expr_batch_evaluate(state.batch, state.context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(state.batch, 4), 3);
}
