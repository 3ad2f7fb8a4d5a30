/* SPDX-License-Identifier: MIT */
/*
 * Makes read, write and fsync of the program under test misbehave: tests/fault is linked with the three wrapped. What the system's libraries
 * call themselves (LMDB, libc's streams) is not touched.
 */
#ifndef L2A_TESTS_FILE_FAULT_H
#define L2A_TESTS_FILE_FAULT_H

/* Every call is interrupted (EINTR) or moves a few bytes only, in turns. */
void file_fault_stutter(void);

/* The nth call from now on (1 is the next) fails with this error number. */
void file_fault_fail_at(long n, int error_number);

/* Calls are whole again; how many were left until the failing one (0 and less: it has failed). */
long file_fault_end(void);

#endif
