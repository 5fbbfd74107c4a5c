/* Structs and statuses are what other programs were compiled with. */
#include <stddef.h>

#include "check.h"

static_assert(sizeof(ExprResult) == 280 && alignof(ExprResult) == 8);
static_assert(offsetof(ExprResult, status) == 0 && sizeof(((ExprResult *)0)->status) == 4);
static_assert(offsetof(ExprResult, value) == 8 && sizeof(((ExprResult *)0)->value) == 8);
static_assert(offsetof(ExprResult, index) == 16 && sizeof(((ExprResult *)0)->index) == 4);
static_assert(offsetof(ExprResult, error) == 20 && sizeof(((ExprResult *)0)->error) == 256);

static_assert(sizeof(ExprAllocStats) == 16 && alignof(ExprAllocStats) == 4);
static_assert(offsetof(ExprAllocStats, arena_count) == 0);
static_assert(offsetof(ExprAllocStats, arena_bytes) == 4);
static_assert(offsetof(ExprAllocStats, host_count) == 8);
static_assert(offsetof(ExprAllocStats, host_bytes) == 12);

static_assert(sizeof(ExprBatch *) == 4 && sizeof(size_t) == 4 && sizeof(NativeFunc) == 4);

static const struct {
  int32_t number;
  const char *name;
} STATUSES[] = {
    {EXPR_OK, "Ok"},
    {EXPR_PARSE, "Parse"},
    {EXPR_TOKENIZER, "Tokenizer"},
    {EXPR_SYNTAX, "Syntax"},
    {EXPR_UNMATCHED_PARENTHESIS, "UnmatchedParenthesis"},
    {EXPR_UNKNOWN_VARIABLE, "UnknownVariable"},
    {EXPR_UNKNOWN_FUNCTION, "UnknownFunction"},
    {EXPR_INVALID_FUNCTION_CALL, "InvalidFunctionCall"},
    {EXPR_ARRAY_INDEX_OUT_OF_BOUNDS, "ArrayIndexOutOfBounds"},
    {EXPR_ATTRIBUTE_NOT_FOUND, "AttributeNotFound"},
    {EXPR_DIVIDE_BY_ZERO, "DivideByZero"},
    {EXPR_RECURSION_LIMIT, "RecursionLimit"},
    {EXPR_CAPACITY_EXCEEDED, "CapacityExceeded"},
    {EXPR_STRING_TOO_LONG, "StringTooLong"},
    {EXPR_DUPLICATE_PARAMETER, "DuplicateParameter"},
    {EXPR_INVALID_PARAMETER_INDEX, "InvalidParameterIndex"},
    {EXPR_ARENA_EXHAUSTED, "ArenaExhausted"},
    {EXPR_BUDGET_EXCEEDED, "BudgetExceeded"},
    {EXPR_STALE_HANDLE, "StaleHandle"},
    {EXPR_OTHER, "Other"},
    {EXPR_NULL_POINTER, "NullPointer"},
    {EXPR_INVALID_UTF8, "InvalidUtf8"},
    {EXPR_NO_ARENA, "NoArena"},
    {EXPR_NO_MUTABLE_ACCESS, "NoMutableAccess"},
    {EXPR_INVALID_POINTER, "InvalidPointer"},
};

TEST(statuses_have_names) {
  for (size_t i = 0; i < sizeof STATUSES / sizeof *STATUSES; i++) {
    const char *name = expr_status_name(STATUSES[i].number);
    CHECK_TEXT(name, STATUSES[i].name);
    CHECK(expr_status_name(STATUSES[i].number) == name); /* written once, and kept */
  }
}

TEST(statuses_keep_their_numbers) {
  int32_t expected = 0;
  for (size_t i = 0; i < sizeof STATUSES / sizeof *STATUSES; i++) {
    if (STATUSES[i].number == EXPR_OTHER) {
      expected = -1;
      continue;
    }
    CHECK_INT(STATUSES[i].number, expected);
    expected += expected < 0 ? -1 : 1;
  }
  CHECK_INT(EXPR_OTHER, 99);
}

TEST(a_number_that_is_no_status_is_called_other) {
  const char *other = expr_status_name(EXPR_OTHER);
  int32_t numbers[] = {19, 98, 100, -6, -99, INT32_MIN, INT32_MAX};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) CHECK_TEXT(expr_status_name(numbers[i]), other);
}

TEST(the_version_has_three_parts_and_stays) {
  const char *version = expr_version();
  int major, minor, patch;
  CHECK_INT(sscanf(version, "%d.%d.%d", &major, &minor, &patch), 3);
  char copy[32] = {0};
  strncpy(copy, version, sizeof copy - 1);
  expr_batch_free(expr_batch_new_sized(100'000));
  CHECK(expr_version() == version);
  CHECK_TEXT(version, copy);
}

TEST(results_are_written_as_the_header_says) {
  ExprBatch *batch = expr_batch_new_sized(0);
  expr_batch_add_variable(batch, "a", 1);
  CHECK_ADDED(expr_batch_add_variable(batch, "b", 1), 1);
  CHECK_ADDED(expr_batch_add_expression(batch, "a"), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "nosuch"), 1);
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  CHECK_INT(result.status, EXPR_UNKNOWN_VARIABLE);
  CHECK_DOUBLE(result.value, NAN);
  CHECK_INT(result.index, 1);
  CHECK_CONTAINS(result.error, "nosuch");
  result = expr_batch_is_valid(batch);
  CHECK_INT(result.status, EXPR_OK);
  CHECK_DOUBLE(result.value, 1);
  CHECK_TEXT(result.error, "");
}
