#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a serve for a while under mixed load, with changes and reloads all the time. L2A_SOAK_S seconds (120), L2A_RELOAD_S between reloads (10).
cd "$(dirname "$0")/../.." || exit 2
[ "${L2A_TEST_LONG-}" = 1 ] || { echo 'skipped: takes minutes (L2A_TEST_LONG=1)'; exit 77; }
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
command -v python3 >/dev/null 2>&1 || { echo 'skipped: python3 is not installed'; exit 77; }
exec python3 bench/serve/soak.py "${L2A_SOAK_S:-120}" "${L2A_RELOAD_S:-10}"
