#!/bin/sh
# SPDX-License-Identifier: MIT
# The reconciliation API, 0.2 and 1.0-draft, as clients ask; against the schemas of its specification where they are, in OpenRefine where it is installed.
cd "$(dirname "$0")/../.." || exit 2
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
command -v python3 >/dev/null 2>&1 || { echo 'skipped: python3 is not installed'; exit 77; }
exec python3 tests/server/lib/reconcile_answers.py
