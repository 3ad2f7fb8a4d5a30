#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a serve when there is too much: rates and connections of one client, of all clients, ten times the work it can do, bodies that unpack to
# gigabytes, answers that nobody reads. Others are served, limits answer, memory comes back. L2A_TEST_LONG=1: 1,000 slow connections, longer.
cd "$(dirname "$0")/../.." || exit 2
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
command -v python3 >/dev/null 2>&1 || { echo 'skipped: python3 is not installed'; exit 77; }
exec python3 tests/server/lib/overload_clients.py
