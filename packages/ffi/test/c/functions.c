/* Expression functions of batches. */
#include "check.h"

static ExprBatch *batch;

static void define(const char *name, const char *parameters, const char *body) {
  if (batch == NULL) batch = expr_batch_new_sized(0);
  CHECK_INT(expr_batch_add_expression_function(batch, name, parameters, body), EXPR_OK);
}

static double value_of(const char *expression) {
  ExprResult added = expr_batch_add_expression(batch, expression);
  if (added.status != EXPR_OK) CHECK_FAIL("%s: %s", expression, added.error);
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  if (result.status != EXPR_OK) CHECK_FAIL("%s: %s", expression, result.error);
  return expr_batch_get_result(batch, added.index);
}

TEST(they_take_parameters_by_position) {
  define("hyp", "a,b", "sqrt(a^2 + b^2)");
  define("minus", "a,b", "a - b");
  CHECK_DOUBLE(value_of("hyp(3, 4)"), 5);
  CHECK_DOUBLE(value_of("minus(3, 4)"), -1);
}

TEST(parameters_may_have_spaces_around_them) {
  define("f", "  a ,\tb\n, c ", "a * 100 + b * 10 + c");
  CHECK_DOUBLE(value_of("f(1, 2, 3)"), 123);
}

TEST(an_empty_list_or_spaces_mean_no_parameters) {
  define("answer", "", "42");
  define("half", "  ", "0.5");
  CHECK_DOUBLE(value_of("answer() + half()"), 42.5);
}

TEST(wrong_lists_of_parameters_are_refused) {
  batch = expr_batch_new_sized(0);
  CHECK_INT(expr_batch_add_expression_function(batch, "f", "a,a", "a"), EXPR_DUPLICATE_PARAMETER);
  CHECK_INT(expr_batch_add_expression_function(batch, "f", "a, b ,a ", "a"), EXPR_DUPLICATE_PARAMETER);
  CHECK(expr_batch_add_expression_function(batch, "f", ",", "1") > 0);
  CHECK(expr_batch_add_expression_function(batch, "f", "a,,b", "1") > 0);
  CHECK(expr_batch_add_expression_function(batch, "f", "a,", "1") > 0);
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), 0);
}

TEST(a_syntax_error_in_a_body_is_reported_at_once) {
  define("f", "a", "a + 1");
  int32_t status = expr_batch_add_expression_function(batch, "f", "a", "a +");
  CHECK(status >= EXPR_PARSE && status <= EXPR_UNMATCHED_PARENTHESIS);
  CHECK_DOUBLE(value_of("f(1)"), 2); /* the old one is still there */
}

TEST(they_recur) {
  define("fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)");
  define("factorial", "n", "n < 1 ? 1 : n * factorial(n - 1)");
  define("even", "n", "n == 0 ? 1 : odd(n - 1)");
  define("odd", "n", "n == 0 ? 0 : even(n - 1)");
  CHECK_DOUBLE(value_of("fib(10)"), 55);
  CHECK_DOUBLE(value_of("factorial(10)"), 3628800);
  CHECK_DOUBLE(value_of("even(501)"), 0);
}

TEST(they_call_one_another_and_see_variables) {
  define("double", "a", "2 * a");
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 5), 0);
  define("quad", "a", "double(double(a)) + x");
  CHECK_DOUBLE(value_of("quad(10) + x"), 50);
  CHECK_INT(expr_batch_set_variable(batch, 0, 6), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 52);
}

TEST(their_scope_is_lexical) {
  define("inner", "", "a");
  define("outer", "a", "inner()");
  CHECK_ADDED(expr_batch_add_expression(batch, "outer(1)"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_VARIABLE);
}

TEST(a_new_definition_shows_at_the_next_evaluation) {
  define("f", "a", "a + 1");
  CHECK_DOUBLE(value_of("f(10)"), 11);
  define("f", "a", "a + 2");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 12);
  define("f", "a, b", "a");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_INVALID_FUNCTION_CALL);
}

TEST(they_are_removed_by_name) {
  define("f", "a", "a + 1");
  CHECK_DOUBLE(value_of("f(10)"), 11);
  CHECK_INT(expr_batch_remove_expression_function(batch, "g"), 0);
  CHECK_INT(expr_batch_remove_expression_function(batch, ""), 0);
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), 1);
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_UNKNOWN_FUNCTION);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
  define("f", "a", "a + 3");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 13);
}

TEST(they_override_built_ins_and_give_them_back) {
  define("cos", "a", "a * 1000");
  CHECK_DOUBLE(value_of("cos(2)"), 2000);
  CHECK_INT(expr_batch_remove_expression_function(batch, "cos"), 1);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_NEAR(expr_batch_get_result(batch, 0), cos(2), 1e-15);
}

static double native(const double *args, size_t) {
  return args[0] * 7;
}

TEST(they_go_before_those_of_the_context) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_add_function(context, "f", 1, native), EXPR_OK);
  batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(batch, "f(1)"), 0);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 7);
  define("f", "a", "a + 1");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), 1);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 7);
}

TEST(clearing_a_batch_removes_them) {
  define("f", "a", "a + 1");
  CHECK_INT(expr_batch_clear(batch), EXPR_OK);
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), 0);
}
