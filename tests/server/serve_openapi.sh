#!/bin/sh
# SPDX-License-Identifier: MIT
# Every route and answer of /openapi.json, asked for and held against the document.
cd "$(dirname "$0")/../.." || exit 2
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
command -v python3 >/dev/null 2>&1 || { echo 'skipped: python3 is not installed'; exit 77; }
exec python3 tests/server/lib/openapi_answers.py
