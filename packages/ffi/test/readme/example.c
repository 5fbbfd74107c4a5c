#include <stdio.h>
#include <zexpr.h>

static double twice(const double *args, size_t n_args) {
  return 2 * args[0];
}

int main(void) {
  ExprContext *context = expr_context_new();
  expr_context_add_function(context, "twice", 1, twice);

  ExprArena *arena = expr_arena_new(64 * 1024);
  ExprBatch *batch = expr_batch_new(arena);
  int32_t x = expr_batch_add_variable(batch, "x", 0).index;
  ExprResult area = expr_batch_add_expression(batch, "pi * twice(x)^2");
  if (area.status != EXPR_OK) return puts(area.error), 1;

  for (int i = 1; i <= 3; i++) {
    expr_batch_set_variable(batch, x, i);
    if (expr_batch_evaluate(batch, context) != EXPR_OK) return 1;
    printf("%.3f\n", expr_batch_get_result(batch, area.index));
  }

  expr_batch_free(batch);
  expr_arena_free(arena);
  expr_context_free(context);
  return 0;
}
