/* Faults inside the library, planted by the host: an allocator that throws what zexpr does not know. */
#include "check.h"
#include "host.h"

static int32_t flag;
static char logged[512];
static int logs;

static void log_fault(const char *text, size_t length) {
  logs++;
  CHECK(length < sizeof logged);
  memcpy(logged, text, length);
  logged[length] = 0;
}

TEST(a_fault_sets_the_flag_and_is_logged) {
  expr_register_panic_handler(&flag, log_fault);
  CHECK_INT(flag, 0);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 1);
  CHECK_INT(logs, 1);
  CHECK_CONTAINS(logged, "expr_arena_new");
  CHECK_CONTAINS(logged, "not zexpr's");
  flag = 0;
  CHECK(expr_batch_new_sized(1000) == NULL);
  CHECK_INT(flag, 1);
  CHECK_INT(logs, 2);

  host_set_allocate(HOST_ALLOCATE);
  flag = 0;
  ExprBatch *batch = expr_batch_new_sized(1000);
  CHECK_ADDED(expr_batch_add_expression(batch, "1 + 1"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_INT(flag, 0);
  CHECK_INT(logs, 2);
}

/* A batch whose next build needs another chunk. */
static ExprBatch *batch_that_must_grow(void) {
  ExprBatch *batch = expr_batch_new_sized(2000);
  CHECK_ADDED(expr_batch_add_variable(batch, "x", 1), 0);
  CHECK_ADDED(expr_batch_add_expression(batch, "x + 1"), 0);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  for (int i = 1; i < 200; i++) CHECK_ADDED(expr_batch_add_expression(batch, "sin(x) + cos(x) * sqrt(x)"), i);
  return batch;
}

static void check_usable(ExprBatch *batch) {
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OK);
  CHECK_DOUBLE(expr_batch_get_result(batch, 0), 2);
  CHECK_NEAR(expr_batch_get_result(batch, 199), sin(1) + cos(1), 1e-15);
}

TEST(a_fault_in_an_evaluation_is_a_status) {
  ExprBatch *batch = batch_that_must_grow();
  expr_register_panic_handler(&flag, log_fault);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OTHER);
  CHECK_INT(flag, 1);
  CHECK_CONTAINS(logged, "expr_batch_evaluate");
  flag = 0;
  ExprResult result = expr_batch_evaluate_ex(batch, NULL);
  CHECK_INT(result.status, EXPR_OTHER);
  CHECK(result.error[0] != 0);
  CHECK_DOUBLE(result.value, NAN);
  CHECK_INT(flag, 1);
  flag = 0;
  CHECK(expr_batch_variables(batch) == NULL || expr_batch_variables(batch)[0] == 1);
  host_set_allocate(HOST_ALLOCATE);
  check_usable(batch);
}

TEST(exhausted_memory_is_no_fault) {
  ExprBatch *batch = batch_that_must_grow();
  expr_register_panic_handler(&flag, log_fault);
  host_set_allocate(HOST_ALLOCATE_NOTHING);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK(expr_batch_new_sized(0) == NULL);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_ARENA_EXHAUSTED);
  CHECK_INT(expr_batch_evaluate_ex(batch, NULL).status, EXPR_ARENA_EXHAUSTED);
  CHECK_INT(flag, 0);
  CHECK_INT(logs, 0);
  host_set_allocate(HOST_ALLOCATE);
  check_usable(batch);
}

TEST(allocations_that_failed_are_not_counted) {
  ExprAllocStats counts;
  expr_alloc_tracking_enable();
  host_set_allocate(HOST_ALLOCATE_NOTHING);
  CHECK(expr_arena_new(1000) == NULL);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  expr_alloc_stats(&counts);
  CHECK_INT(counts.host_count, 0);
  CHECK_INT(counts.host_bytes, 0);
  CHECK_INT(counts.arena_count, 0);
}

TEST(the_first_double_that_finds_no_memory_is_a_status) {
  ExprContext *context = expr_context_new();
  host_set_allocate(HOST_ALLOCATE_NOTHING);
  CHECK_INT(expr_context_set_variable(context, "v", 1), EXPR_ARENA_EXHAUSTED);
  CHECK_INT(expr_context_set_constant(context, "c", 1), EXPR_ARENA_EXHAUSTED);
  host_set_allocate(HOST_ALLOCATE);
  CHECK_INT(expr_context_set_variable(context, "v", 1), EXPR_OK);
}

TEST(the_first_double_that_finds_a_fault_is_a_status) {
  expr_register_panic_handler(&flag, log_fault);
  ExprContext *context = expr_context_new();
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_context_set_variable(context, "v", 1) != EXPR_OK);
  CHECK_INT(flag, 1);
  host_set_allocate(HOST_ALLOCATE);
  CHECK_INT(expr_context_set_variable(context, "v", 1), EXPR_OK);
}

TEST(texts_without_memory_are_null) {
  host_set_allocate(HOST_ALLOCATE_NOTHING);
  CHECK(expr_version() == NULL);
  CHECK(expr_status_name(EXPR_OK) == NULL);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_version() == NULL);
  host_set_allocate(HOST_ALLOCATE);
  CHECK(expr_version() != NULL);
  CHECK_TEXT(expr_status_name(EXPR_OK), "Ok");
}

TEST(a_handler_without_memory_is_not_registered) {
  host_set_allocate(HOST_ALLOCATE_NOTHING);
  expr_register_panic_handler(&flag, log_fault);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  expr_register_panic_handler(&flag, log_fault);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 0);
  CHECK_INT(logs, 0);
}

TEST(something_thrown_that_is_no_error_is_a_fault_too) {
  expr_register_panic_handler(&flag, log_fault);
  ExprBatch *batch = batch_that_must_grow();
  host_set_allocate(HOST_ALLOCATE_THROWS_NO_ERROR);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 1);
  CHECK_INT(logs, 1);
  CHECK_INT(expr_batch_evaluate(batch, NULL), EXPR_OTHER);
  CHECK_INT(expr_batch_evaluate_ex(batch, NULL).status, EXPR_OTHER);
  host_set_allocate(HOST_ALLOCATE);
  check_usable(batch);
}

TEST(a_long_message_is_cut_at_a_character) {
  expr_register_panic_handler(&flag, log_fault);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  size_t length = strlen(logged);
  CHECK(length > 240 && length <= 256);
  for (size_t i = 0; i < length;) {
    unsigned char lead = (unsigned char)logged[i++];
    CHECK(lead < 0x80 || lead >= 0xC0);
    for (int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3; more > 0; more--)
      CHECK_INT(logged[i++] & 0xC0, 0x80);
  }
}

TEST(a_flag_alone_a_log_alone_and_none_of_them) {
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 0);
  expr_register_panic_handler(&flag, NULL);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 1);
  CHECK_INT(logs, 0);
  flag = 0;
  host_set_allocate(HOST_ALLOCATE);
  expr_register_panic_handler(NULL, log_fault);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 0);
  CHECK_INT(logs, 1);
  expr_register_panic_handler(NULL, NULL);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 0);
  CHECK_INT(logs, 1);
}

static int32_t status_inside;

static void log_that_calls_back(const char *, size_t) {
  logs++;
  status_inside = expr_batch_add_expression(NULL, "1").status;
}

static void log_that_traps(const char *text, size_t length) {
  char copy[1024];
  snprintf(copy, sizeof copy, "%.*s", (int)length, text);
  CHECK_CONTAINS(copy, "expr_arena_new");
  logs++;
  abort();
}

static int wrong_log(const char *) {
  return 0;
}

TEST(a_log_may_use_the_library) {
  expr_register_panic_handler(&flag, log_that_calls_back);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(logs, 1);
  CHECK_INT(status_inside, EXPR_NULL_POINTER);
}

TEST(a_log_that_traps_harms_nobody) {
  expr_register_panic_handler(&flag, log_that_traps);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  for (int i = 1; i <= 1000; i++) {
    flag = 0;
    CHECK(expr_arena_new(1000) == NULL);
    CHECK_INT(flag, 1);
    CHECK_INT(logs, i);
    char text[16];
    snprintf(text, sizeof text, "%d", i);
    CHECK_INT(atoi(text), i);
  }
  host_set_allocate(HOST_ALLOCATE);
  CHECK(expr_arena_new(1000) != NULL);
}

TEST(a_log_of_another_type_is_refused_and_the_old_one_stays) {
  expr_register_panic_handler(&flag, log_fault);
  int32_t other_flag = 0;
  expr_register_panic_handler(&other_flag, (ExprLogFunc)(void *)wrong_log);
  host_set_allocate(HOST_ALLOCATE_THROWS);
  CHECK(expr_arena_new(1000) == NULL);
  CHECK_INT(flag, 1);
  CHECK_INT(other_flag, 0);
  CHECK_INT(logs, 1);
}

TEST(mistakes_of_the_caller_are_no_faults) {
  expr_register_panic_handler(&flag, log_fault);
  CHECK(expr_batch_new(NULL) == NULL);
  CHECK_INT(expr_batch_add_expression((ExprBatch *)12345, "1").status, EXPR_INVALID_POINTER);
  ExprBatch *batch = expr_batch_new_sized(0);
  CHECK(expr_batch_add_expression(batch, "1 +").status != EXPR_OK);
  CHECK(expr_batch_add_expression(batch, "\x80").status != EXPR_OK);
  CHECK_INT(flag, 0);
  CHECK_INT(logs, 0);
}
