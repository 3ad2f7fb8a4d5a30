#!/bin/sh
# SPDX-License-Identifier: MIT
# The built-in page in a browser: a record is tried, its waterfall shown, the stages paged; by keyboard, light and dark. playwright-core is
# looked for in L2A_NODE_MODULES and where node finds packages; L2A_SCREENSHOTS=FOLDER keeps pictures.
set -eu
cd "$(dirname "$0")/../.."
. tests/server/lib/serve_prelude.sh
command -v node >/dev/null 2>&1 || { echo 'skipped: node is not installed'; exit 77; }
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
[ -n "$browser" ] || { echo 'skipped: chromium is not installed'; exit 77; }
NODE_PATH=${L2A_NODE_MODULES:-$(npm root -g 2>/dev/null || :)}
export NODE_PATH
node -e "require('playwright-core')" 2>/dev/null || { echo 'skipped: playwright-core is not installed'; exit 77; }

awk 'BEGIN { print "Id,Name,Website,BillingCountry"; for (i = 1; i <= 60; i++) printf "Z%02d,Zenith %s%s Works,zenith%d.example.com,DE\n", i, substr("abcdefghijklmnopqrstuvwxyz", i % 26 + 1, 1), substr("kmprst", i % 6 + 1, 1), i }' >"$work/accounts.csv"
printf 'A1,Acme <b>Robotics</b> Inc,https://www.acme-robotics.com,US\n' >>"$work/accounts.csv"
"$L2A" index --quiet "$work/accounts.csv" -o "$work/accounts.l2a"
printf 'read reader-reader-reader\nadmin admin-admin-admin-admin\n' >"$work/tokens"
chmod 600 "$work/tokens"
start_server -i "$work/accounts.l2a" --state "$work/state" --as-of 2026-11-01T00:00:00Z --tokens "$work/tokens"
admin='Authorization: Bearer admin-admin-admin-admin'
printf '%s\n' '{"id":"C1","email":"a@acme-robotics.com","title":"VP"}' '{"id":"C2","email":"b@acme-robotics.com","title":"Director"}' |
  curl -sS -H "$admin" -H 'Content-Type: application/x-ndjson' --data-binary @- "$url/v1/contacts" >/dev/null
printf '%s\n' '{"contact_id":"C1","type":"webinar_attended","minutes":90,"occurred_at":"2026-10-20"}' \
  '{"contact_id":"C2","type":"webinar_attended","minutes":60,"occurred_at":"2026-10-21"}' |
  curl -sS -H "$admin" -H 'Content-Type: application/x-ndjson' --data-binary @- "$url/v1/activities" >/dev/null
node tests/server/lib/page_visit.cjs "$url" "$browser" "$work" "${L2A_SCREENSHOTS-}" || code=$?
end_server
exit "${code:-0}"
