#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a serve among bad clients and changing files: malformed, cut short, pipelined, slow, too many; reloads and the end under load.
cd "$(dirname "$0")/../.." || exit 2
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
command -v python3 >/dev/null 2>&1 || { echo 'skipped: python3 is not installed'; exit 77; }
exec python3 tests/server/lib/hostile_clients.py
