#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of l2a report in headless Chromium: no request, nothing on the console, headings, tables and charts in the accessibility tree, no
# wider than a phone, dark mode, printable.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
[ -n "$chromium" ] || { echo "no chromium"; exit 77; }
command -v node >/dev/null || { echo "no node"; exit 77; }
folder=$(mktemp -d)
# The browser keeps files there, and may end after its last answer.
trap 'rm -rf "$folder" 2>/dev/null || { sleep 1; rm -rf "$folder"; }' EXIT
mkdir "$folder/browser"
demo=$root/data/demo
"$L2A" report -q --accounts "$demo/accounts.csv" --contacts "$demo/contacts.csv" --activities "$demo/activities.csv" \
  --opportunities "$demo/opportunities.csv" --touches "$demo/touches.csv" --definitions "$demo/l2a.yaml" --as-of 2026-11-01 \
  --since 2025-11-01 -o "$folder/page.html"
TMPDIR=$folder/browser node "$root/tests/quality/report_page.js" "$chromium" "$folder/page.html" "$folder" > "$folder/problems"
[ -z "${L2A_PICTURES-}" ] || cp "$folder/wide.png" "$folder/phone.png" "$L2A_PICTURES"
cat "$folder/problems"
[ ! -s "$folder/problems" ] && [ -s "$folder/phone.png" ]
