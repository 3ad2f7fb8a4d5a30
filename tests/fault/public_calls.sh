#!/bin/sh
# SPDX-License-Identifier: MIT
# Each function of l2a.h is called by a test that lets its allocations fail (tests/fault/test_*_memory.c): a new one is named here.
set -u
cd "${ROOT:-.}" || exit 2
missing=0
for name in $(grep -o '\bl2a_[a-z_]*(' include/l2a.h | tr -d '(' | sort -u); do
  grep -q "\b$name(" tests/fault/test_*_memory.c && continue
  echo "$name: no test of tests/fault lets its allocations fail"
  missing=$((missing + 1))
done
[ $missing -eq 0 ]
