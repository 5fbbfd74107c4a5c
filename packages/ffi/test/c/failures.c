/* Mistakes in formulas: statuses, messages, and batches that are usable afterwards. */
#include "check.h"

static ExprBatch *batch_of(const char *expression) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 2), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, expression), 0);
  return batch;
}

TEST(syntax_is_checked_when_an_expression_is_added) {
  ExprBatch *batch = expr_batch_new_sized(0);
  const char *const wrong[] = {"",   " ",     "1 +", "(1",    "1)",    "(1]", "1..2", "1e",
                               "2x", "sin x", "#",   "f(1,)", "a.b.c", "'a'", "x = 1"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    ExprResult result = expr_batch_add_expression(batch, wrong[i]);
    if (result.status < EXPR_PARSE || result.status > EXPR_UNMATCHED_PARENTHESIS)
      CHECK_FAIL("\"%s\" gave %d", wrong[i], result.status);
    CHECK_FAILED(result, result.status);
  }
  CHECK_INT(expr_batch_add_expression(batch, "(1").status, EXPR_UNMATCHED_PARENTHESIS);
  CHECK_CONTAINS(expr_batch_add_expression(batch, "1 # 2").error, "U+0023");
  /* None of them took an index. */
  CHECK_ADDED(expr_batch_add_expression(batch, "1 + 1"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
}

static void check_evaluation(const char *expression, int32_t status, const char *part) {
  ExprBatch *batch = batch_of(expression);
  CHECK_INT(expr_batch_evaluate(batch, NULL), status);
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  CHECK_INT(result.status, status);
  CHECK_INT(result.index, 0);
  CHECK_DOUBLE(result.value, NAN);
  CHECK_CONTAINS(result.error, part);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
  expr_batch_free(batch);
}

TEST(names_and_arity_are_checked_when_an_evaluation_reaches_them) {
  check_evaluation("x + nosuch", EXPR_UNKNOWN_VARIABLE, "nosuch");
  check_evaluation("nosuch(x)", EXPR_UNKNOWN_FUNCTION, "nosuch");
  check_evaluation("sin(x, x)", EXPR_INVALID_FUNCTION_CALL, "sin");
  check_evaluation("sin + 1", EXPR_SYNTAX, "sin");
  check_evaluation("o.p", EXPR_ATTRIBUTE_NOT_FOUND, "p");
  CHECK_INT(expr_batch_evaluate(batch_of("1 || nosuch"), NULL), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch_of("0 ? nosuch(1) : x"), NULL), EXPR_OK);
}

TEST(division_by_zero_is_no_error) {
  ExprBatch *batch = batch_of("x / 0");
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), INFINITY);
}

TEST(the_failed_result_and_later_ones_are_nan) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_set_array(context, "a", (double[]){10, 20, 30}, 3), EXPR_OK);
  ExprBatch *batch = batch_of("x + 1");
  CHECK_ADDED(expr_batch_add_expression(batch, "a[x]"), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, "x + 2"), 2);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), 30);

  expr_batch_set_variable(batch, 0, 3);
  ExprResult result = expr_batch_evaluate_ex(batch, context);
  CHECK_INT(result.status, EXPR_ARRAY_INDEX_OUT_OF_BOUNDS);
  CHECK_INT(result.index, 1);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 4);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), NAN);
  CHECK_DOUBLE(expr_batch_get_result(batch, 2), NAN);
  CHECK_DOUBLE(expr_batch_results(batch)[2], NAN);

  expr_batch_set_variable(batch, 0, 1);
  result = expr_batch_evaluate_ex(batch, context);
  CHECK_INT(result.status, EXPR_OK);
  CHECK_INT(result.index, 0);
  CHECK_DOUBLE(result.value, 0);
  CHECK_TEXT(result.error, "");
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), 20);
  CHECK_DOUBLE(expr_batch_get_result(batch, 2), 3);
}

TEST(what_an_unknown_name_needs_can_be_added_later) {
  ExprContext *context = expr_context_new();
  ExprBatch *batch = batch_of("twice(x) + gain");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_UNKNOWN_FUNCTION);
  CHECK_INT(expr_batch_add_expression_function(batch, "twice", "a", "2 * a"), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_UNKNOWN_VARIABLE);
  CHECK_INT(expr_context_set_variable(context, "gain", 100), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 104);
}

TEST(wrong_indices_are_refused) {
  ExprBatch *batch = batch_of("x");
  CHECK_INT(expr_batch_set_variable(batch, 1, 5), EXPR_INVALID_PARAMETER_INDEX);
  CHECK_INT(expr_batch_set_variable(batch, SIZE_MAX, 5), EXPR_INVALID_PARAMETER_INDEX);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN); /* not evaluated yet */
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_INT(expr_batch_set_variable(batch, 1, 5), EXPR_INVALID_PARAMETER_INDEX);
  CHECK_INT(expr_batch_set_variable(batch, SIZE_MAX, 5), EXPR_INVALID_PARAMETER_INDEX);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), NAN);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0x2000'0000), NAN); /* 8 times it is 0 in 32 bits */
  CHECK_DOUBLE(expr_batch_get_result(batch, SIZE_MAX), NAN);
}

TEST(a_variable_named_twice_is_refused) {
  ExprBatch *batch = batch_of("x");
  CHECK_FAILED(expr_batch_add_variable(batch, "x", 9), EXPR_DUPLICATE_PARAMETER);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_ADDED(expr_batch_add_variable(batch, "y", 9), 1);
}

TEST(nan_and_infinities_are_values) {
  ExprBatch *batch = batch_of("x");
  const double values[] = {NAN, INFINITY, -INFINITY, -0.0, 5e-324};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    CHECK_INT(expr_batch_set_variable(batch, 0, values[i]), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), values[i]);
  }
}

TEST(limits_are_errors) {
  ExprBatch *batch = batch_of("x");
  size_t length = 70'000;
  char *text = malloc(length + 1);
  memset(text, '(', length);
  text[length] = 0;
  CHECK_FAILED(expr_batch_add_expression(batch, text), EXPR_CAPACITY_EXCEEDED);
  text[5000] = 0;
  CHECK_FAILED(expr_batch_add_expression(batch, text), EXPR_RECURSION_LIMIT);
  memset(text, 'n', 300);
  text[300] = 0;
  CHECK_FAILED(expr_batch_add_expression(batch, text), EXPR_STRING_TOO_LONG);
  CHECK_FAILED(expr_batch_add_variable(batch, text, 1), EXPR_STRING_TOO_LONG);
  free(text);

  CHECK_INT(expr_batch_add_expression_function(batch, "deep", "n", "deep(n + 1)"), EXPR_OK);
  CHECK_ADDED(expr_batch_add_expression(batch, "deep(0)"), 1);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_RECURSION_LIMIT);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), NAN);
}

TEST(long_texts_arrive) {
  ExprBatch *batch = batch_of("x");
  /* 20,000 characters of one to three bytes. */
  char *text = malloc(70'000), *end = text;
  for (int i = 0; i < 20'000; i++) {
    const char *const parts[] = {" ", "\u00A0", "\u2003"};
    end = stpcpy(end, i == 19'998 ? "x" : i == 19'999 ? "+1" : parts[i % 3]);
  }
  CHECK_ADDED(expr_batch_add_expression(batch, text), 1);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), 3);
  free(text);
}

/* Messages */

static bool is_utf8(const char *text) {
  const unsigned char *byte = (const unsigned char *)text;
  while (*byte != 0) {
    int more = *byte < 0x80 ? 0 : *byte < 0xE0 ? 1 : *byte < 0xF0 ? 2 : 3;
    if ((*byte & 0xC0) == 0x80) return false;
    for (byte++; more > 0; more--, byte++) {
      if ((*byte & 0xC0) != 0x80) return false;
    }
  }
  return true;
}

TEST(long_messages_are_cut_at_a_character) {
  ExprBatch *batch = batch_of("x");
  /* A name that is repeated in the message, of characters with 1 to 4 bytes, at four offsets. */
  const char *const characters[] = {"n", "\u00E9", "\u20AC", "\U0001F600"};
  for (size_t i = 0; i < 4; i++) {
    for (size_t shift = 0; shift < 4; shift++) {
      char name[1024] = "";
      for (size_t k = 0; k < shift; k++) strcat(name, "_");
      size_t count = i == 0 ? 250 : 120;
      for (size_t k = 0; k < count; k++) strcat(name, characters[i]);
      CHECK_INT(expr_batch_add_variable(batch, name, 1).status, EXPR_OK);
      ExprResult result = expr_batch_add_variable(batch, name, 1);
      CHECK_FAILED(result, EXPR_DUPLICATE_PARAMETER);
      size_t length = strnlen(result.error, sizeof result.error);
      CHECK(length < sizeof result.error);
      CHECK(is_utf8(result.error));
      /* As much as fits: less than one character is missing. */
      if (strlen(name) > 256) CHECK(length + strlen(characters[i]) >= sizeof result.error);
    }
  }
}

TEST(messages_are_those_of_the_last_call) {
  ExprBatch *batch = batch_of("nosuch");
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  CHECK(strlen(result.error) > 0);
  result = expr_batch_add_expression(batch, "x");
  CHECK_ADDED(result, 1);
}

TEST(the_nearest_name_is_suggested) {
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "temperature", 1);
  expr_batch_add_expression(batch, "temprature + 1");
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  CHECK_INT(result.status, EXPR_UNKNOWN_VARIABLE);
  CHECK_CONTAINS(result.error, "temprature");
}

TEST(a_batch_without_expressions_evaluates) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
  CHECK_INT(expr_batch_evaluate_ex(batch, NULL).status, EXPR_OK);
}
