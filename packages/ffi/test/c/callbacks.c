/* C functions called by expressions. */
#include "check.h"
#include "host.h"

static double sum(const double *args, size_t n_args) {
  double total = 0;
  for (size_t i = 0; i < n_args; i++) total += args[i];
  return total;
}

static double one(const double *, size_t) {
  return 1;
}

/* Result of an expression with the functions of a context. */
static double value_of(ExprContext *context, const char *expression) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(batch, expression), 0);
  ExprResult result = expr_batch_evaluate_ex(batch, context);
  if (result.status != EXPR_OK) CHECK_FAIL("%s: %s", expression, result.error);
  double value = expr_batch_get_result(batch, 0);
  expr_batch_free(batch);
  return value;
}

static ExprResult failure_of(ExprContext *context, const char *expression) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_expression(batch, expression), 0);
  ExprResult result = expr_batch_evaluate_ex(batch, context);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), NAN);
  expr_batch_free(batch);
  return result;
}

static ExprContext *context_with(const char *name, size_t arity, NativeFunc function) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_add_function(context, name, arity, function), EXPR_OK);
  return context;
}

TEST(they_get_their_arguments_in_order) {
  ExprContext *context = context_with("sum", 3, sum);
  CHECK_DOUBLE(value_of(context, "sum(1, 20, 300)"), 321);
  CHECK_DOUBLE(value_of(context, "sum(sum(1, 2, 3), 2 * sum(4, 5, 6), sum(7, 8, 9))"), 60);
}

static size_t seen_count;
static double seen_args[8];

static double see(const double *args, size_t n_args) {
  CHECK_INT((uintptr_t)args % alignof(double), 0);
  seen_count = n_args;
  for (size_t i = 0; i < n_args; i++) seen_args[i] = args[i];
  return -0.0;
}

TEST(doubles_pass_bit_by_bit) {
  ExprContext *context = context_with("see", 5, see);
  CHECK_DOUBLE(value_of(context, "see(-0, 1/0, -1/0, 0.1, 5e-324)"), -0.0);
  CHECK_INT(seen_count, 5);
  CHECK_DOUBLE(seen_args[0], -0.0);
  CHECK_DOUBLE(seen_args[1], INFINITY);
  CHECK_DOUBLE(seen_args[2], -INFINITY);
  CHECK_DOUBLE(seen_args[3], 0.1);
  CHECK_DOUBLE(seen_args[4], 5e-324);
}

TEST(one_without_parameters_gets_no_arguments) {
  ExprContext *context = context_with("see", 0, see);
  seen_count = 99;
  CHECK_DOUBLE(value_of(context, "see()"), -0.0);
  CHECK_INT(seen_count, 0);
}

TEST(many_arguments) {
  ExprContext *context = context_with("sum", 1000, sum);
  char expression[3000] = "sum(";
  for (int i = 0; i < 1000; i++) strcat(expression, i == 0 ? "1" : ",1");
  strcat(expression, ")");
  CHECK_DOUBLE(value_of(context, expression), 1000);
}

static double journal[16];
static size_t journal_length;

static double note(const double *args, size_t) {
  journal[journal_length++] = args[0];
  return args[0];
}

TEST(each_call_is_made_once_and_in_order) {
  ExprContext *context = context_with("note", 1, note);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "note(1) + note(2) * note(1)");
  expr_batch_add_expression(batch, "note(3) && 0 * note(4) && note(5)");
  expr_batch_add_expression(batch, "note(6) ? note(7) : note(8)");
  for (int i = 0; i < 2; i++) {
    journal_length = 0;
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    const double expected[] = {1, 2, 1, 3, 4, 6, 7};
    CHECK_INT(journal_length, 7);
    for (size_t k = 0; k < 7; k++) CHECK_DOUBLE(journal[k], expected[k]);
  }
}

/* Registration */

static int32_t returns_int(const double *, size_t) {
  return 1;
}

static double takes_one(const double *) {
  return 1;
}

static double takes_a_double(double, size_t) {
  return 1;
}

static void returns_nothing(const double *, size_t) {}

TEST(a_function_of_another_type_is_refused_at_once) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_add_function(context, "f", 1, (NativeFunc)(void *)returns_int), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 1, (NativeFunc)(void *)takes_one), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 1, (NativeFunc)(void *)takes_a_double), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 1, (NativeFunc)(void *)returns_nothing), EXPR_INVALID_POINTER);
  CHECK_INT(failure_of(context, "f(1)").status, EXPR_UNKNOWN_FUNCTION);
  CHECK_INT(expr_context_add_function(context, "f", 1, sum), EXPR_OK);
  CHECK_DOUBLE(value_of(context, "f(1)"), 1);
}

TEST(a_refused_one_leaves_the_function_it_should_replace) {
  ExprContext *context = context_with("f", 1, sum);
  CHECK_INT(expr_context_add_function(context, "f", 2, (NativeFunc)(void *)returns_int), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 2, NULL), EXPR_NULL_POINTER);
  CHECK_DOUBLE(value_of(context, "f(7)"), 7);
}

TEST(null_and_addresses_without_a_function_are_refused) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_add_function(context, "f", 1, NULL), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 1, (NativeFunc)(uintptr_t)1'000'000), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 1, (NativeFunc)(uintptr_t)UINT32_MAX), EXPR_INVALID_POINTER);
  CHECK_INT(failure_of(context, "f(1)").status, EXPR_UNKNOWN_FUNCTION);
}

TEST(an_arity_beyond_all_calls_is_refused_or_never_met) {
  ExprContext *context = expr_context_new();
  int32_t status = expr_context_add_function(context, "f", SIZE_MAX, sum);
  if (status == EXPR_OK) CHECK_INT(failure_of(context, "f(1)").status, EXPR_INVALID_FUNCTION_CALL);
  else CHECK(status > 0);
}

TEST(a_call_with_another_number_of_arguments_fails_when_it_is_reached) {
  ExprContext *context = context_with("sum", 2, sum);
  CHECK_INT(failure_of(context, "sum(1)").status, EXPR_INVALID_FUNCTION_CALL);
  CHECK_INT(failure_of(context, "sum()").status, EXPR_INVALID_FUNCTION_CALL);
  CHECK_INT(failure_of(context, "sum(1, 2, 3)").status, EXPR_INVALID_FUNCTION_CALL);
  CHECK_CONTAINS(failure_of(context, "sum(1, 2, 3)").error, "sum");
  CHECK_DOUBLE(value_of(context, "1 || sum(1)"), 1);
  CHECK_DOUBLE(value_of(context, "sum(1, 2)"), 3);
}

TEST(they_are_replaced_by_others_of_their_name) {
  ExprContext *context = context_with("f", 2, sum);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "f(3, 4)");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 7);
  CHECK_INT(expr_context_add_function(context, "f", 2, one), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 1);
  CHECK_INT(expr_context_add_function(context, "f", 1, one), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_INVALID_FUNCTION_CALL);
}

static double difference(const double *args, size_t) {
  return args[0] - args[1];
}

TEST(they_override_built_ins_and_operators) {
  ExprContext *context = expr_context_new();
  const char *const binary[] = {"+", "*", "^", "<", ",", "<>", "max"};
  for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
    CHECK_INT(expr_context_add_function(context, binary[i], 2, difference), EXPR_OK);
  CHECK_INT(expr_context_add_function(context, "sin", 1, one), EXPR_OK);
  CHECK_INT(expr_context_add_function(context, "neg", 1, one), EXPR_OK);
  CHECK_INT(expr_context_add_function(context, "!", 1, one), EXPR_OK);
  CHECK_DOUBLE(value_of(context, "10 + 4"), 6);
  CHECK_DOUBLE(value_of(context, "10 * 4"), 6);
  CHECK_DOUBLE(value_of(context, "10 ^ 4"), 6);
  CHECK_DOUBLE(value_of(context, "10 < 4"), 6);
  CHECK_DOUBLE(value_of(context, "10 , 4"), 6);
  CHECK_DOUBLE(value_of(context, "10 <> 4"), 6);
  CHECK_DOUBLE(value_of(context, "max(10, 4)"), 6);
  CHECK_DOUBLE(value_of(context, "sin(0)"), 1);
  CHECK_DOUBLE(value_of(context, "-5"), 1);
  CHECK_DOUBLE(value_of(context, "!5"), 1);
  /* Each spelling alone, and only in this context. */
  CHECK_DOUBLE(value_of(context, "2 ** 3"), 8);
  CHECK_DOUBLE(value_of(context, "10 != 4"), 1);
  CHECK_DOUBLE(value_of(NULL, "10 + 4"), 14);
}

/* Memory */

static void *grown;

static double grow_by_malloc(const double *args, size_t) {
  size_t pages = __builtin_wasm_memory_size(0);
  while (__builtin_wasm_memory_size(0) == pages) {
    size_t size = 300'000;
    void **block = malloc(size);
    CHECK(block != NULL);
    memset(block, 0xA5, size);
    *block = grown;
    grown = block;
  }
  return args[0] + 1;
}

TEST(malloc_in_one_may_grow_the_memory) {
  ExprContext *context = context_with("f", 1, grow_by_malloc);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "x", 10);
  expr_batch_add_expression(batch, "x * 2 + f(x) + f(f(x)) * x");
  expr_batch_add_expression(batch, "x + 1");
  for (int i = 0; i < 4; i++) {
    double x = 10 + i;
    double *variables = expr_batch_variables(batch);
    size_t pages = __builtin_wasm_memory_size(0);
    CHECK_INT(expr_batch_set_variable(batch, 0, x), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    CHECK(__builtin_wasm_memory_size(0) >= pages + 3);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), x * 2 + (x + 1) + (x + 2) * x);
    CHECK_DOUBLE(expr_batch_get_result(batch, 1), x + 1);
    if (i > 0) CHECK(expr_batch_variables(batch) == variables);
    CHECK_DOUBLE(expr_batch_variables(batch)[0], x);
    CHECK_DOUBLE(expr_batch_results(batch)[1], x + 1);
  }
}

static double grow_a_page(const double *args, size_t) {
  CHECK(__builtin_wasm_memory_grow(0, 1) != SIZE_MAX);
  return args[0];
}

TEST(memory_grown_in_one_is_seen_by_every_function_afterwards) {
  ExprContext *context = context_with("f", 1, grow_a_page);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "f(5)");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);

  /* A text and a result in the new page. */
  char *page = (char *)((__builtin_wasm_memory_size(0) - 1) * 65536);
  strcpy(page, "f(6) + 1");
  ExprResult *result = (ExprResult *)(page + 1024);
  *result = expr_batch_add_expression(batch, page);
  CHECK_ADDED(*result, 1);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 5);
  CHECK_DOUBLE(expr_batch_get_result(batch, 1), 7);
}

/* Faults */

static double trap(const double *, size_t) {
  __builtin_trap();
}

static double divide_by_zero(const double *args, size_t) {
  volatile int zero = 0;
  return (int)args[0] / zero;
}

static double read_outside(const double *, size_t) {
  return *(volatile double *)(uintptr_t)0xFFFF'FF00;
}

static double call_what_is_no_function(const double *args, size_t n_args) {
  NativeFunc volatile function = (NativeFunc)(uintptr_t)0x0FFF'FFFF;
  return function(args, n_args);
}

static volatile bool endless = true;

static double recurse_without_end(const double *args, size_t n_args) {
  return endless ? recurse_without_end(args, n_args) + args[0] : 0;
}

static double throw_error(const double *, size_t) {
  host_throw_error();
  return 0;
}

static void check_fault(NativeFunc function) {
  ExprContext *context = context_with("bad", 1, function);
  expr_context_add_function(context, "sum", 2, sum);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "x", 0);
  expr_batch_add_expression(batch, "sum(x, 1)");
  expr_batch_add_expression(batch, "x < 1 ? x : bad(x)");
  expr_batch_add_expression(batch, "sum(x, 2)");
  for (int i = 0; i < 3; i++) {
    expr_batch_set_variable(batch, 0, 0.5);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
    CHECK_DOUBLE(expr_batch_get_result(batch, 2), 2.5);

    expr_batch_set_variable(batch, 0, 5);
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OTHER);
    CHECK_DOUBLE(expr_batch_get_result(batch, 0), 6);
    CHECK_DOUBLE(expr_batch_get_result(batch, 1), NAN);
    CHECK_DOUBLE(expr_batch_get_result(batch, 2), NAN);

    ExprResult result = expr_batch_evaluate_ex(batch, context);
    CHECK_INT(result.status, EXPR_OTHER);
    CHECK_INT(result.index, 1);
    CHECK_CONTAINS(result.error, "bad");
  }
  CHECK_DOUBLE(value_of(context, "sum(1, 2) * 2"), 6);
}

TEST(one_that_traps_fails_the_evaluation) { check_fault(trap); }
TEST(one_that_divides_by_zero_fails_the_evaluation) { check_fault(divide_by_zero); }
TEST(one_that_reads_outside_the_memory_fails_the_evaluation) { check_fault(read_outside); }
TEST(one_that_calls_no_function_fails_the_evaluation) { check_fault(call_what_is_no_function); }
TEST(one_that_overflows_the_stack_fails_the_evaluation) { check_fault(recurse_without_end); }
TEST(one_in_which_the_host_throws_fails_the_evaluation) { check_fault(throw_error); }

static double format_and_abort(const double *args, size_t) {
  char text[1024];
  snprintf(text, sizeof text, "%g", args[0]);
  CHECK_TEXT(text, "1");
  abort();
}

TEST(traps_do_not_use_up_the_stack) {
  ExprContext *context = context_with("bad", 1, format_and_abort);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "bad(1)");
  for (int i = 0; i < 1000; i++) {
    CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OTHER);
    CHECK_INT(expr_batch_evaluate_ex(batch, context).status, EXPR_OTHER);
    char text[16]; /* what C does afterwards needs the stack too */
    snprintf(text, sizeof text, "%d", i);
    CHECK_INT(atoi(text), i);
  }
}

static ExprBatch *inner;
static ExprContext *shared;

/* Traps once its inner evaluation, of this same function, has trapped. */
static double nest_and_abort(const double *args, size_t n_args) {
  if (args[0] > 0) {
    CHECK_INT(expr_batch_set_variable(inner, 0, args[0] - 1), EXPR_OK);
    CHECK_INT(expr_batch_evaluate(inner, shared), EXPR_OTHER);
  }
  return format_and_abort((const double[]){1}, n_args);
}

TEST(neither_do_traps_inside_of_traps) {
  shared = context_with("bad", 1, nest_and_abort);
  inner = expr_batch_new_sized(0);
  expr_batch_add_variable(inner, "x", 0);
  expr_batch_add_expression(inner, "bad(x)");
  ExprBatch *outer = expr_batch_new_sized(0);
  expr_batch_add_expression(outer, "bad(1)");
  for (int i = 0; i < 1000; i++) {
    CHECK_INT(expr_batch_evaluate(outer, shared), EXPR_OTHER);
    char text[16];
    snprintf(text, sizeof text, "%d", i);
    CHECK_INT(atoi(text), i);
  }
}

static double call_exit(const double *, size_t) {
  exit(3);
}

TEST(one_that_exits_fails_the_evaluation) {
  check_fault(call_exit);
  exit(0); /* node:wasi reports the code of the last exit */
}

static double overflow_the_stack_in_memory(const double *args, size_t n_args) {
  volatile double copy[8] = {args[0] + 1};
  return !endless ? 0 : overflow_the_stack_in_memory((const double *)copy, n_args) + copy[0];
}

TEST(one_that_overflows_the_stack_in_memory_fails_the_evaluation) { check_fault(overflow_the_stack_in_memory); }

/* Where they are registered */

TEST(those_of_a_parent_are_found) {
  ExprContext *parent = context_with("sum", 2, sum);
  ExprContext *child = expr_context_new();
  CHECK_INT(expr_context_set_parent(child, parent), EXPR_OK);
  CHECK_DOUBLE(value_of(child, "sum(1, 2)"), 3);
  CHECK_INT(expr_context_add_function(child, "sum", 2, one), EXPR_OK);
  CHECK_DOUBLE(value_of(child, "sum(1, 2)"), 1);
  CHECK_DOUBLE(value_of(parent, "sum(1, 2)"), 3);
}

TEST(one_function_has_any_number_of_names_and_arities) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_add_function(context, "sum2", 2, sum), EXPR_OK);
  CHECK_INT(expr_context_add_function(context, "sum3", 3, sum), EXPR_OK);
  CHECK_INT(expr_context_add_function(context, "sum0", 0, sum), EXPR_OK);
  CHECK_DOUBLE(value_of(context, "sum2(1, 2) + sum3(10, 20, 30) + sum0()"), 63);
}

TEST(names_of_native_functions_are_listed) {
  ExprContext *context = expr_context_new();
  ExprContext *empty = expr_context_new_empty();
  size_t built_in = expr_context_native_function_count(context);
  CHECK(built_in >= 32);
  CHECK_INT(expr_context_native_function_count(empty), 0);

  CHECK_INT(expr_context_add_function(context, "sum", 2, sum), EXPR_OK);
  CHECK_INT(expr_context_native_function_count(context), built_in + 1);
  CHECK_INT(expr_context_add_function(context, "sin", 1, one), EXPR_OK); /* there already */
  CHECK_INT(expr_context_native_function_count(context), built_in + 1);
  CHECK_INT(expr_context_set_parent(empty, context), EXPR_OK);
  CHECK(expr_context_native_function_count(empty) >= 2); /* sum, sin */

  bool sum_seen = false, sin_seen = false, atan2_seen = false;
  for (size_t i = 0; i < built_in + 1; i++) {
    char name[32];
    size_t length = expr_context_get_native_function_name(context, i, name, sizeof name);
    CHECK(length > 0);
    CHECK_INT(strlen(name), length);
    CHECK_INT(expr_context_get_native_function_name(context, i, NULL, 0), length);
    if (strcmp(name, "sum") == 0) sum_seen = true;
    if (strcmp(name, "sin") == 0) sin_seen = true;
    if (strcmp(name, "atan2") == 0) atan2_seen = true;
  }
  CHECK(sum_seen && sin_seen && atan2_seen);
  CHECK_INT(expr_context_get_native_function_name(context, built_in + 1, NULL, 0), 0);
  CHECK_INT(expr_context_get_native_function_name(context, SIZE_MAX, NULL, 0), 0);
}

TEST(a_name_is_written_as_far_as_the_buffer_goes) {
  ExprContext *context = expr_context_new_empty();
  CHECK_INT(expr_context_add_function(context, "twelve_bytes", 1, sum), EXPR_OK);
  for (size_t size = 0; size <= 14; size++) {
    char buffer[24];
    memset(buffer, '#', sizeof buffer);
    CHECK_INT(expr_context_get_native_function_name(context, 0, buffer + 4, size), 12);
    size_t written = size < 13 ? size : 13;
    CHECK(memcmp(buffer, "####", 4) == 0);
    CHECK(memcmp(buffer + 4, "twelve_bytes", written) == 0);
    for (size_t i = 4 + written; i < sizeof buffer; i++) CHECK_INT(buffer[i], '#');
  }
}
