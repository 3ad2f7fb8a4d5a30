#!/bin/sh
# SPDX-License-Identifier: MIT
# Each limit of src/base/limits.h is named by a test that passes it, or has a reason here why none does.
set -u
cd "${ROOT:-.}" || exit 2
missing=0

reason_for() {
  case $1 in
  IO_CHUNK_SIZE | IO_HEAD_SIZE | IO_SAMPLE_LIMIT) echo 'a size of work: files beyond it are read all the same' ;;
  ACCOUNT_LIMIT) echo '268 million accounts: some 100 GB' ;;
  OVERRIDE_LIMIT) echo '16 million overrides: some minutes' ;;
  TRAINING_PAIR_LIMIT) echo 'four million pairs: half a gigabyte' ;;
  esac
}

for name in $(sed -n 's/^  \([A-Z_]*\) = .*/\1/p; s/^#define \([A-Z_]*_MAX\) .*/\1/p' src/base/limits.h); do
  [ -n "$(reason_for "$name")" ] && continue
  grep -qrw "$name" tests --include='*.c' --include='*.h' --include=cmd && continue
  echo "$name: no test passes it"
  missing=$((missing + 1))
done
[ $missing -eq 0 ]
