/* Pointers that are wrong: a status, and no byte touched outside what the caller owns. */
#include "check.h"

#define PAGE 65536

/* The same functions, with a pointer of our choice for the result. */
#define RAW(name) __attribute__((import_module("zexpr"), import_name(#name)))
RAW(expr_batch_is_valid) void raw_is_valid(void *result, const ExprBatch *batch);
RAW(expr_batch_add_expression) void raw_add_expression(void *result, ExprBatch *batch, const char *expression);
RAW(expr_batch_add_variable) void raw_add_variable(void *result, ExprBatch *batch, const char *name, double value);
RAW(expr_batch_evaluate_ex) void raw_evaluate_ex(void *result, ExprBatch *batch, ExprContext *context);

static double native(const double *, size_t) {
  return 1;
}

/* A page that neither malloc nor the library has. */
static unsigned char *own_page(void) {
  size_t page = __builtin_wasm_memory_grow(0, 1);
  CHECK(page != SIZE_MAX);
  return (unsigned char *)(page * PAGE);
}

static ExprBatch *batch_with_x(void) {
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 1), 0);
  return batch;
}

TEST(null_is_refused_for_every_pointer) {
  ExprContext *context = expr_context_new();
  ExprBatch *batch = batch_with_x();

  expr_arena_free(NULL);
  expr_arena_reset(NULL);
  CHECK_INT(expr_arena_used(NULL), 0);
  CHECK_INT(expr_arena_capacity(NULL), 0);
  CHECK_INT(expr_arena_high_water(NULL), 0);

  expr_context_free(NULL);
  CHECK_INT(expr_context_add_function(NULL, "f", 1, native), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_add_function(context, NULL, 1, native), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_add_function(context, "f", 1, NULL), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_native_function_count(NULL), 0);
  CHECK_INT(expr_context_get_native_function_name(NULL, 0, NULL, 0), 0);
  CHECK_INT(expr_context_set_variable(NULL, "v", 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_variable(context, NULL, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_constant(NULL, "c", 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_constant(context, NULL, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_array(NULL, "a", (double[]){1}, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_array(context, NULL, (double[]){1}, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_array(context, "a", NULL, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_attribute(NULL, "o", "a", 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_attribute(context, NULL, "a", 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_attribute(context, "o", NULL, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_context_set_parent(NULL, context), EXPR_NULL_POINTER);

  CHECK(expr_batch_new(NULL) == NULL);
  expr_batch_free(NULL);
  CHECK_FAILED(expr_batch_is_valid(NULL), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_clear(NULL), EXPR_NULL_POINTER);
  CHECK_FAILED(expr_batch_add_expression(NULL, "1"), EXPR_NULL_POINTER);
  CHECK_FAILED(expr_batch_add_expression(batch, NULL), EXPR_NULL_POINTER);
  CHECK_FAILED(expr_batch_add_variable(NULL, "v", 1), EXPR_NULL_POINTER);
  CHECK_FAILED(expr_batch_add_variable(batch, NULL, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_set_variable(NULL, 0, 1), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_prepare(NULL, context), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_prepare(NULL, NULL), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_evaluate(NULL, context), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_evaluate(NULL, NULL), EXPR_NULL_POINTER);
  CHECK_FAILED(expr_batch_evaluate_ex(NULL, context), EXPR_NULL_POINTER);
  CHECK_DOUBLE(expr_batch_get_result(NULL, 0), NAN);
  CHECK_INT(expr_batch_arena_bytes(NULL), 0);
  CHECK_INT(expr_batch_add_expression_function(NULL, "f", "a", "a"), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_add_expression_function(batch, NULL, "a", "a"), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_add_expression_function(batch, "f", NULL, "a"), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_add_expression_function(batch, "f", "a", NULL), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_remove_expression_function(NULL, "f"), EXPR_NULL_POINTER);
  CHECK_INT(expr_batch_remove_expression_function(batch, NULL), EXPR_NULL_POINTER);
  CHECK(expr_batch_variables(NULL) == NULL);
  CHECK(expr_batch_results(NULL) == NULL);

  expr_alloc_stats(NULL);
  expr_register_panic_handler(NULL, NULL);
  raw_is_valid(NULL, batch);
  raw_add_expression(NULL, batch, "1");
  raw_add_variable(NULL, batch, "v", 1);
  raw_evaluate_ex(NULL, batch, NULL);

  /* Nothing of all this came into effect. */
  CHECK_INT(expr_context_native_function_count(context), expr_context_native_function_count(expr_context_new()));
  CHECK_ADDED(expr_batch_add_variable(batch, "v", 1), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, "v"), 0);
}

TEST(an_array_without_elements_may_be_null) {
  ExprContext *context = expr_context_new();
  CHECK_INT(expr_context_set_array(context, "a", NULL, 0), EXPR_OK);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "a[0]");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_ARRAY_INDEX_OUT_OF_BOUNDS);
}

/* Texts */

static const char *const NOT_UTF8[] = {
    "\x80",             /* continuation without lead */
    "1 + \xC3",         /* lead without continuation */
    "\xC0\xAF",         /* overlong */
    "\xE0\x80\x80",     /* overlong */
    "\xF0\x80\x80\x80", /* overlong */
    "\xED\xA0\x80",     /* surrogate */
    "\xF4\x90\x80\x80", /* beyond U+10FFFF */
    "\xE2\x82",         /* cut */
    "\xE2\x82x",        /* cut */
    "\xFF",
};

TEST(texts_must_be_utf8) {
  ExprContext *context = expr_context_new();
  ExprBatch *batch = batch_with_x();
  for (size_t i = 0; i < sizeof NOT_UTF8 / sizeof *NOT_UTF8; i++) {
    const char *text = NOT_UTF8[i];
    CHECK_INT(expr_context_add_function(context, text, 1, native), EXPR_INVALID_UTF8);
    CHECK_INT(expr_context_set_variable(context, text, 1), EXPR_INVALID_UTF8);
    CHECK_INT(expr_context_set_constant(context, text, 1), EXPR_INVALID_UTF8);
    CHECK_INT(expr_context_set_array(context, text, (double[]){1}, 1), EXPR_INVALID_UTF8);
    CHECK_INT(expr_context_set_attribute(context, text, "a", 1), EXPR_INVALID_UTF8);
    CHECK_INT(expr_context_set_attribute(context, "o", text, 1), EXPR_INVALID_UTF8);
    CHECK_FAILED(expr_batch_add_expression(batch, text), EXPR_INVALID_UTF8);
    CHECK_FAILED(expr_batch_add_variable(batch, text, 1), EXPR_INVALID_UTF8);
    CHECK_INT(expr_batch_add_expression_function(batch, text, "a", "a"), EXPR_INVALID_UTF8);
    CHECK_INT(expr_batch_add_expression_function(batch, "f", text, "a"), EXPR_INVALID_UTF8);
    CHECK_INT(expr_batch_add_expression_function(batch, "f", "a", text), EXPR_INVALID_UTF8);
    CHECK_INT(expr_batch_remove_expression_function(batch, text), EXPR_INVALID_UTF8);
  }
  CHECK_INT(expr_batch_remove_expression_function(batch, "f"), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "x"), 0);
}

TEST(characters_beyond_ascii_arrive) {
  ExprBatch *batch = batch_with_x();
  CHECK_ADDED(expr_batch_add_expression(batch, "x\u00A0+\u20031"), 0); /* spaces of two and three bytes */
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  ExprResult result = expr_batch_add_expression(batch, "x + \U0001F600");
  CHECK(result.status > 0);
  CHECK_CONTAINS(result.error, "U+1F600");
}

TEST(texts_end_before_the_memory_does) {
  ExprBatch *batch = batch_with_x();
  ExprContext *context = expr_context_new();
  char *end = (char *)own_page() + PAGE;
  memcpy(end - 3, "1+2", 3);
  CHECK_FAILED(expr_batch_add_expression(batch, end - 3), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_set_variable(context, end - 1, 1), EXPR_INVALID_POINTER);
  CHECK_INT(expr_batch_add_expression_function(batch, "f", "", end - 1), EXPR_INVALID_POINTER);
  memcpy(end - 4, "1+2", 4);
  CHECK_ADDED(expr_batch_add_expression(batch, end - 4), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 3);
}

TEST(addresses_outside_the_memory_are_refused) {
  ExprContext *context = expr_context_new();
  ExprBatch *batch = batch_with_x();
  size_t size = __builtin_wasm_memory_size(0) * PAGE;
  const size_t addresses[] = {size, size + 8, 0x7FFF'FFF8, 0x8000'0000, 0xFFFF'FFF8, 0xFFFF'FFFF};
  for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
    void *pointer = (void *)addresses[i];
    CHECK_INT(expr_context_add_function(context, pointer, 1, native), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_set_variable(context, pointer, 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_set_constant(context, pointer, 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_set_array(context, pointer, (double[]){1}, 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_set_array(context, "a", pointer, 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_set_attribute(context, pointer, "a", 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_set_attribute(context, "o", pointer, 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_context_get_native_function_name(context, 0, pointer, 8), 0);
    CHECK_FAILED(expr_batch_add_expression(batch, pointer), EXPR_INVALID_POINTER);
    CHECK_FAILED(expr_batch_add_variable(batch, pointer, 1), EXPR_INVALID_POINTER);
    CHECK_INT(expr_batch_add_expression_function(batch, pointer, "a", "a"), EXPR_INVALID_POINTER);
    CHECK_INT(expr_batch_add_expression_function(batch, "f", pointer, "a"), EXPR_INVALID_POINTER);
    CHECK_INT(expr_batch_add_expression_function(batch, "f", "a", pointer), EXPR_INVALID_POINTER);
    CHECK_INT(expr_batch_remove_expression_function(batch, pointer), EXPR_INVALID_POINTER);
    expr_alloc_stats(pointer);
    expr_register_panic_handler(pointer, NULL);
    raw_is_valid(pointer, batch);
    raw_add_expression(pointer, batch, "1");
    raw_add_variable(pointer, batch, "v", 1);
    raw_evaluate_ex(pointer, batch, NULL);
  }
  CHECK_INT(__builtin_wasm_memory_size(0) * PAGE, size);
  CHECK_ADDED(expr_batch_add_variable(batch, "v", 1), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, "v"), 0);
}

TEST(arrays_must_lie_inside_the_memory_as_a_whole) {
  ExprContext *context = expr_context_new();
  double *end = (double *)(own_page() + PAGE);
  end[-2] = 10;
  end[-1] = 20;
  CHECK_INT(expr_context_set_array(context, "a", end - 2, 3), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_set_array(context, "a", end - 2, 0x2000'0000), EXPR_INVALID_POINTER); /* 4 GiB: 0 in 32 bits */
  CHECK_INT(expr_context_set_array(context, "a", end - 2, SIZE_MAX), EXPR_INVALID_POINTER);
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "a[0] + a[1]");
  CHECK(expr_batch_evaluate(batch, context) != EXPR_OK);
  CHECK_INT(expr_context_set_array(context, "a", end - 2, 2), EXPR_OK);
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 30);
}

TEST(arrays_must_be_aligned) {
  ExprContext *context = expr_context_new();
  alignas(8) char bytes[32] = {0};
  for (int i = 1; i < 8; i++)
    CHECK_INT(expr_context_set_array(context, "a", (const double *)(void *)(bytes + i), 1), EXPR_INVALID_POINTER);
  CHECK_INT(expr_context_set_array(context, "a", (const double *)(void *)(bytes + 8), 1), EXPR_OK);
}

TEST(arrays_are_copied) {
  ExprContext *context = expr_context_new();
  double values[] = {1, 2};
  CHECK_INT(expr_context_set_array(context, "a", values, 2), EXPR_OK);
  values[0] = 100;
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_expression(batch, "a[0] + a[1]");
  CHECK_INT(expr_batch_evaluate(batch, context), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 3);
}

/* Results */

#define GUARD 64

static void check_guards(const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < GUARD; i++) {
    CHECK_INT(bytes[i], 0xC3);
    CHECK_INT(bytes[GUARD + size + i], 0xC3);
  }
}

TEST(bytes_around_a_result_are_untouched) {
  alignas(8) unsigned char bytes[GUARD + sizeof(ExprResult) + GUARD];
  ExprResult *result = (ExprResult *)(void *)(bytes + GUARD);
  ExprBatch *batch = batch_with_x();
  char long_text[1000];
  memset(long_text, 'x', sizeof long_text);
  long_text[sizeof long_text - 1] = 0;

  memset(bytes, 0xC3, sizeof bytes);
  raw_is_valid(result, batch);
  check_guards(bytes, sizeof *result);
  CHECK_INT(result->status, EXPR_OK);
  raw_add_expression(result, batch, long_text);
  check_guards(bytes, sizeof *result);
  CHECK_INT(result->status, EXPR_STRING_TOO_LONG);
  raw_add_expression(result, batch, "unknown_name_of_some_length_that_is_repeated_in_the_message");
  check_guards(bytes, sizeof *result);
  CHECK_INT(result->status, EXPR_OK);
  raw_add_variable(result, batch, "x", 1);
  check_guards(bytes, sizeof *result);
  CHECK_INT(result->status, EXPR_DUPLICATE_PARAMETER);
  raw_evaluate_ex(result, batch, NULL);
  check_guards(bytes, sizeof *result);
  CHECK_INT(result->status, EXPR_UNKNOWN_VARIABLE);
}

TEST(a_result_that_is_not_aligned_is_not_written_and_nothing_happens) {
  alignas(8) unsigned char bytes[GUARD + sizeof(ExprResult) + GUARD];
  memset(bytes, 0xC3, sizeof bytes);
  ExprBatch *batch = batch_with_x();
  for (int i = 1; i < 8; i++) {
    raw_is_valid(bytes + GUARD + i, batch);
    raw_add_expression(bytes + GUARD + i, batch, "1");
    raw_add_variable(bytes + GUARD + i, batch, "v", 1);
    raw_evaluate_ex(bytes + GUARD + i, batch, NULL);
  }
  for (size_t i = 0; i < sizeof bytes; i++) CHECK_INT(bytes[i], 0xC3);
  CHECK_ADDED(expr_batch_add_expression(batch, "x"), 0);
  CHECK_ADDED(expr_batch_add_variable(batch, "v", 1), 1);
}

TEST(a_result_must_lie_inside_the_memory_as_a_whole) {
  ExprBatch *batch = batch_with_x();
  unsigned char *end = own_page() + PAGE;
  memset(end - 512, 0xC3, 512);
  raw_add_expression(end - 272, batch, "1");
  for (int i = 1; i <= 512; i++) CHECK_INT(end[-i], 0xC3);
  raw_add_expression(end - 280, batch, "x + 1");
  CHECK_ADDED(*(ExprResult *)(void *)(end - 280), 0);
  for (int i = 281; i <= 512; i++) CHECK_INT(end[-i], 0xC3);
}

TEST(bytes_around_statistics_are_untouched) {
  alignas(8) unsigned char bytes[GUARD + sizeof(ExprAllocStats) + GUARD];
  memset(bytes, 0xC3, sizeof bytes);
  expr_alloc_stats((ExprAllocStats *)(void *)(bytes + GUARD));
  check_guards(bytes, sizeof(ExprAllocStats));
  CHECK_INT(((ExprAllocStats *)(void *)(bytes + GUARD))->host_count, 0);

  memset(bytes, 0xC3, sizeof bytes);
  for (int i = 1; i < 4; i++) expr_alloc_stats((ExprAllocStats *)(void *)(bytes + GUARD + i));
  for (size_t i = 0; i < sizeof bytes; i++) CHECK_INT(bytes[i], 0xC3);

  unsigned char *end = own_page() + PAGE;
  memset(end - 32, 0xC3, 32);
  expr_alloc_stats((ExprAllocStats *)(void *)(end - 12));
  for (int i = 1; i <= 32; i++) CHECK_INT(end[-i], 0xC3);
}

TEST(bytes_around_variables_and_results_are_untouched) {
  /* Malloc's blocks before and after, all filled: nothing but the library's own blocks changes. */
  unsigned char *blocks[64];
  for (int i = 0; i < 64; i++) memset(blocks[i] = malloc(1000), i, 1000);
  for (int i = 0; i < 64; i += 2) {
    free(blocks[i]);
    blocks[i] = NULL;
  }
  for (int k = 0; k < 20; k++) {
    ExprBatch *batch = expr_batch_new_sized(100);
    for (int i = 0; i < 10; i++) {
      char name[8], expression[64];
      snprintf(name, sizeof name, "v%d", i);
      snprintf(expression, sizeof expression, "%s * 2 + sin(%s) + max(v0, %d)", name, name, k);
      expr_batch_add_variable(batch, name, i);
      CHECK_ADDED(expr_batch_add_expression(batch, expression), i);
      CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
    }
    if (k % 2 == 0) expr_batch_free(batch);
  }
  for (int i = 1; i < 64; i += 2) {
    for (int k = 0; k < 1000; k++) CHECK_INT(blocks[i][k], i);
    free(blocks[i]);
  }
}

TEST(a_buffer_must_lie_inside_the_memory_as_a_whole) {
  ExprContext *context = expr_context_new_empty();
  CHECK_INT(expr_context_add_function(context, "eight_ch", 1, native), EXPR_OK);
  char *end = (char *)own_page() + PAGE;
  memset(end - 32, '#', 32);
  CHECK_INT(expr_context_get_native_function_name(context, 0, end - 9, 9), 8);
  CHECK_TEXT(end - 9, "eight_ch");
  memset(end - 32, '#', 32);
  CHECK_INT(expr_context_get_native_function_name(context, 0, end - 9, 10), 0);
  CHECK_INT(expr_context_get_native_function_name(context, 0, end - 9, SIZE_MAX), 0);
  for (int i = 1; i <= 32; i++) CHECK_INT(end[-i], '#');
}
