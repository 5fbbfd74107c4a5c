/* A test program: cases, checks and main. Include it once.

   TEST(name) { … } makes a case. The program runs the case that its argument names, and lists all cases without one.
   The first check that fails prints where it stands, and ends the program with 1. */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zexpr.h"

struct check_case {
  const char *name;
  void (*run)(void);
  struct check_case *next;
};

static struct check_case *check_cases;

#define TEST(name)                                                          \
  static void name(void);                                                   \
  __attribute__((constructor)) static void check_add_##name(void) {         \
    static struct check_case entry = {#name, name, NULL};                   \
    entry.next = check_cases;                                               \
    check_cases = &entry;                                                   \
  }                                                                         \
  static void name(void)

[[noreturn]] __attribute__((format(printf, 3, 4)))
static inline void check_fail(const char *file, int line, const char *format, ...) {
  __builtin_va_list arguments;
  __builtin_va_start(arguments, format);
  printf("%s:%d: ", file, line);
  vprintf(format, arguments);
  printf("\n");
  exit(1);
}

static inline void check(const char *file, int line, const char *what, bool holds) {
  if (!holds) check_fail(file, line, "%s", what);
}

static inline void check_int(const char *file, int line, const char *what, int64_t actual, int64_t expected) {
  if (actual != expected) check_fail(file, line, "%s, got %" PRId64 ", not %" PRId64, what, actual, expected);
}

static inline void check_double(const char *file, int line, const char *what, double actual, double expected) {
  bool same = isnan(actual) ? isnan(expected) : memcmp(&actual, &expected, sizeof actual) == 0;
  if (!same) check_fail(file, line, "%s, got %.17g, not %.17g", what, actual, expected);
}

static inline void check_near(const char *file, int line, const char *what, double actual, double expected, double by) {
  if (!(fabs(actual - expected) <= by)) check_fail(file, line, "%s, got %.17g, not %.17g", what, actual, expected);
}

static inline void check_text(const char *file, int line, const char *what, const char *actual, const char *expected) {
  if (strcmp(actual, expected) != 0) check_fail(file, line, "%s, got \"%s\", not \"%s\"", what, actual, expected);
}

static inline void check_contains(const char *file, int line, const char *what, const char *actual, const char *part) {
  if (strstr(actual, part) == NULL) check_fail(file, line, "%s, got \"%s\", without \"%s\"", what, actual, part);
}

static inline void check_added(const char *file, int line, const char *what, ExprResult result, int64_t index) {
  if (result.status != EXPR_OK) check_fail(file, line, "%s, got %d: %s", what, result.status, result.error);
  check_int(file, line, what, result.index, index);
  check_double(file, line, what, result.value, 0);
  check_text(file, line, what, result.error, "");
}

static inline void check_failed(const char *file, int line, const char *what, ExprResult result, int32_t status) {
  if (result.status != status)
    check_fail(file, line, "%s, got %d, not %d: %s", what, result.status, status, result.error);
  check_int(file, line, what, result.index, -1);
  check_double(file, line, what, result.value, NAN);
  if (result.error[0] == 0) check_fail(file, line, "%s, without a message", what);
}

#define CHECK_FAIL(...) check_fail(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK(condition) check(__FILE__, __LINE__, #condition, condition)
/* Whole numbers: statuses, indices, counts, bytes. */
#define CHECK_INT(actual, expected) check_int(__FILE__, __LINE__, #actual, actual, expected)
/* Bit by bit; all NaNs are one value. */
#define CHECK_DOUBLE(actual, expected) check_double(__FILE__, __LINE__, #actual, actual, expected)
#define CHECK_NEAR(actual, expected, by) check_near(__FILE__, __LINE__, #actual, actual, expected, by)
#define CHECK_TEXT(actual, expected) check_text(__FILE__, __LINE__, #actual, actual, expected)
#define CHECK_CONTAINS(actual, part) check_contains(__FILE__, __LINE__, #actual, actual, part)
/* An ExprResult, all its fields: success with an index, or a failure to add something. */
#define CHECK_ADDED(result, index) check_added(__FILE__, __LINE__, #result, result, index)
#define CHECK_FAILED(result, status) check_failed(__FILE__, __LINE__, #result, result, status)

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0); /* a trap must not swallow what was printed before it */
  for (struct check_case *entry = check_cases; entry != NULL; entry = entry->next) {
    if (argc < 2) {
      printf("%s\n", entry->name);
    } else if (strcmp(entry->name, argv[1]) == 0) {
      entry->run();
      return 0;
    }
  }
  return argc < 2 ? 0 : 2;
}

#endif
