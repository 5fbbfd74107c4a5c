/* Making and freeing things again and again needs no more memory than the first hundred times. */
#include "check.h"
#include "host.h"

static double formula(double x, double y) {
  return sin(x) * cos(y) + sqrt(x * x + y * y);
}

static void fill_and_evaluate(ExprBatch *batch, ExprContext *context, int i) {
  expr_batch_add_variable(batch, "x", i);
  expr_batch_add_variable(batch, "y", 2);
  ExprResult added = expr_batch_add_expression(batch, "sin(x) * cos(y) + sqrt(x*x + y*y)");
  CHECK_INT(added.status, EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_NEAR(expr_batch_get_result(batch, 0), formula(i, 2), 1e-9);
}

static struct {
  size_t pages, library_bytes, block;
} footprint;

static size_t address_of_next_block(void) {
  void *block = malloc(3000);
  size_t address = (size_t)block;
  free(block);
  return address;
}

/* Where the next block of malloc would lie shows whether others were lost. */
static void check_footprint(int cycle) {
  if (cycle == 100) {
    footprint.pages = __builtin_wasm_memory_size(0);
    footprint.library_bytes = host_library_bytes();
    footprint.block = address_of_next_block();
  } else if (cycle > 100 && (cycle % 1000 == 0)) {
    CHECK_INT(__builtin_wasm_memory_size(0), footprint.pages);
    CHECK_INT(host_library_bytes(), footprint.library_bytes);
    CHECK_INT(address_of_next_block(), footprint.block);
  }
}

TEST(arenas_batches_and_contexts) {
  for (int i = 0; i <= 10'000; i++) {
    ExprArena *arena = expr_arena_new(2048);
    ExprContext *context = expr_context_new();
    ExprBatch *batch = expr_batch_new(arena);
    fill_and_evaluate(batch, context, i);
    expr_batch_free(batch);
    expr_context_free(context);
    expr_arena_free(arena);
    check_footprint(i);
  }
}

TEST(batches_with_their_own_arena) {
  for (int i = 0; i <= 10'000; i++) {
    ExprBatch *batch = expr_batch_new_sized(i % 7 * 500);
    fill_and_evaluate(batch, NULL, i);
    expr_batch_free(batch);
    check_footprint(i);
  }
}

TEST(batches_in_an_arena_that_is_reset) {
  ExprArena *arena = expr_arena_new(4096);
  for (int i = 0; i <= 2'000; i++) {
    ExprBatch *batch = expr_batch_new(arena);
    fill_and_evaluate(batch, NULL, i);
    expr_arena_reset(arena);
    expr_batch_free(batch);
    check_footprint(i);
  }
}

TEST(batches_that_lose_their_arena) {
  for (int i = 0; i <= 2'000; i++) {
    ExprArena *arena = expr_arena_new(4096);
    ExprBatch *batch = expr_batch_new(arena);
    fill_and_evaluate(batch, NULL, i);
    expr_arena_free(arena);
    expr_batch_free(batch);
    check_footprint(i);
  }
}

static double native(const double *args, size_t) {
  return args[0];
}

TEST(registered_functions) {
  for (int i = 0; i <= 2'000; i++) {
    ExprContext *context = expr_context_new();
    CHECK_INT(expr_context_add_function(context, "f", 1, native), EXPR_OK);
    ExprBatch *batch = expr_batch_new_sized(0);
    expr_batch_add_expression(batch, "f(2)");
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    expr_batch_free(batch);
    expr_context_free(context);
    check_footprint(i);
  }
}

TEST(failures) {
  ExprBatch *batch = expr_batch_new_sized(0);
  ExprContext *context = expr_context_new();
  expr_batch_add_expression(batch, "nosuch");
  for (int i = 0; i <= 2'000; i++) {
    CHECK(expr_batch_add_expression(batch, "1 +").status != EXPR_OK);
    CHECK(expr_batch_add_variable(batch, "\x80", 1).status != EXPR_OK);
    CHECK(expr_batch_evaluate_ex(batch, context).status != EXPR_OK);
    CHECK(expr_context_set_variable(context, NULL, 1) != EXPR_OK);
    CHECK_TEXT(expr_status_name(EXPR_UNKNOWN_VARIABLE), "UnknownVariable");
    CHECK(expr_version() != NULL);
    check_footprint(i);
  }
}
