/* What the host of these tests does for them, besides running them. */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>

#define HOST_IMPORT(name) __attribute__((import_module("host"), import_name(#name)))

/* What the library's allocate() does from now on: what it should, return 0, throw an error that is none of zexpr's, or
   throw an object that cannot be made a text. Only for programs whose malloc the library uses. */
enum { HOST_ALLOCATE, HOST_ALLOCATE_NOTHING, HOST_ALLOCATE_THROWS, HOST_ALLOCATE_THROWS_NO_ERROR };

HOST_IMPORT(set_allocate)
void host_set_allocate(int mode);

/* Throws an error that is none of zexpr's into C. */
HOST_IMPORT(throw_error)
void host_throw_error(void);

/* Bytes in blocks that the library holds. */
HOST_IMPORT(library_bytes)
size_t host_library_bytes(void);

#endif
