#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a serve: accounts that change while the server runs and outlive kill -9, qualified accounts, the page's files, the examples.
set -eu
cd "$(dirname "$0")/../.."
. tests/server/lib/serve_prelude.sh
accounts_index
options="-i $work/accounts.l2a --state $work/state --as-of 2026-11-01T00:00:00Z"
# shellcheck disable=SC2086
start_server $options
put() { get "/v1/accounts/$1" -X PUT -H 'Content-Type: application/json' -d "$2"; }
lines() { printf '%s\n' "$2" | get "$1" -H 'Content-Type: application/x-ndjson' --data-binary @-; }

check 'an account' "$(get /v1/accounts/A1)" '{"id":"A1","account":{"Id":"A1","Name":"Acme Robotics Inc",*"generation":1,*200'
check 'no account' "$(get /v1/accounts/B1)" '*"code":"not_found"*404'
check 'nobody is called Zebra' "$(get '/v1/match?company=Zebra+Works')" '*"l2a_decision":"none"*'
check 'insert' "$(put B1 '{"Name":"Zebra Works GmbH","BillingCountry":"DE"}')" '{"id":"B1","generation":2,*200'
check 'seen by the next request' "$(get '/v1/match?company=Zebra+Works')" '*"l2a_account_id":"B1","l2a_decision":"match",*"generation":2,*200'
check 'columns that are left out stay' "$(put B1 '{"Name":"Zebra Factory GmbH"}' && get /v1/accounts/B1)" '*"Name":"Zebra Factory GmbH",*"BillingCountry":"DE"*200'
check 'an unknown column' "$(put B1 '{"Nome":"x"}')" '*"code":"invalid"*422'
check 'another id' "$(put B1 '{"Id":"B2","Name":"x"}')" '*"code":"invalid"*422'
check 'many' "$(lines /v1/accounts '{"Id":"B3","Name":"Yak Works"}
{"Id":"B4","Name":"Xenon Works"}
{"Id":"","Name":"Nobody"}
no json')" '{"accepted":2,"rejected":2,"rejects":\[{"line":3,"reason":"*"},{"line":4,"reason":"*"}\],"generation":4,*200'
check 'delete' "$(get /v1/accounts/B3 -X DELETE)" '{"id":"B3","deleted":true,"generation":5,*200'
check 'deleted' "$(get '/v1/match?company=Yak+Works')" '*"l2a_decision":"none"*200'

check 'contacts' "$(lines /v1/contacts '{"id":"C1","email":"a@acme-robotics.com","title":"VP Sales"}
{"id":"C2","email":"b@acme-robotics.com","title":"Director"}')" '{"accepted":2,"rejected":0,"rejects":\[\],*200'
check 'activities' "$(lines /v1/activities '{"activity_id":"1","contact_id":"C1","type":"webinar_attended","minutes":90,"occurred_at":"2026-10-20"}
{"activity_id":"2","contact_id":"C2","type":"webinar_attended","minutes":60,"occurred_at":"2026-10-21"}
{"activity_id":"3","contact_id":"C2","type":"webinar_attended","occurred_at":"never"}')" '{"accepted":2,"rejected":1,"rejects":\[{"line":3,*200'
mqa='*"stages":{*"mqa":1*},"accounts":\[{"account_id":"A1",*"stage":"mqa","is_mqa":true,*"minutes":210.000,"people":2,*"next_cursor":null}
200'
check 'qualified' "$(get '/v1/mqa?stage=mqa')" "$mqa"
check 'the same activity twice' "$(lines /v1/activities '{"activity_id":"1","contact_id":"C1","type":"webinar_attended","minutes":90,"occurred_at":"2026-10-20"}' && get '/v1/mqa?stage=mqa')" "$mqa"
check 'what changed' "$(get '/v1/mqa?changed_since=2026-10-01')" '*"accounts":\[{"account_id":"A1"*\],"next_cursor":null}*'
check 'what did not' "$(get '/v1/mqa?changed_since=2026-10-22')" '*"accounts":\[\],"next_cursor":null}*'
check 'first page' "$(get '/v1/mqa?limit=2')" '*{"account_id":"A1"*{"account_id":"A2"*\],"next_cursor":"A2"}*'
check 'second page' "$(get '/v1/mqa?limit=2&cursor=A2')" '*"accounts":\[{"account_id":"A3"*"next_cursor":"B1"}*'
check 'last page' "$(get '/v1/mqa?limit=2&cursor=B1')" '*"accounts":\[{"account_id":"B4"*"next_cursor":null}*'
check 'stage of an account' "$(get /v1/accounts/A1)" '*"mqa":{"account_id":"A1",*"stage":"mqa"*"as_of":"2026-11-01T00:00:00Z"}*200'
check 'an opportunity' "$(lines /v1/opportunities '{"opportunity_id":"O1","account_id":"A2","created_at":"2026-10-05"}' && get '/v1/mqa?stage=open_opportunity')" '*"accounts":\[{"account_id":"A2"*200'
check 'a touch' "$(lines /v1/touches '{"account_id":"A1","occurred_at":"2026-10-22","kind":"call","disposition":"rejected:too small"}' && get '/v1/accounts/A1')" '*"stage":"recycled"*200'

# what was answered outlives kill -9
check 'the last insert' "$(put B9 '{"Name":"Quokka Works"}')" '*200'
kill -9 "$server"
wait "$server" 2>/dev/null || :
# shellcheck disable=SC2086
start_server $options
check 'is there after kill -9' "$(get '/v1/match?company=Quokka+Works')" '*"l2a_account_id":"B9"*200'
check 'and so are the rows' "$(get '/v1/accounts/A1')" '*"stage":"recycled"*200'

# an index that another process updates
if "$L2A" update --help >/dev/null 2>&1; then
  printf 'Id,Name\nB7,Narwhal Works\n' >"$work/more.csv"
  "$L2A" update --quiet "$work/accounts.l2a" "$work/more.csv" 2>/dev/null || :
  check 'an update by another process' "$(get '/v1/match?company=Narwhal+Works')" '*"l2a_account_id":"B7"*200'
fi

check 'the page' "$(get /)" '<!doctype html>*<script src="page.js">*200'
check 'its policy' "$(curl -sS -D - -o /dev/null "$url/" | tr -d '\r')" '*Content-Security-Policy: default-src '"'none'"'*'
check 'no other host' "$({ get /; get /page.js; get /page.css; } | grep -o 'https*://[a-z0-9.]*' | sort -u)" 'http://www.w3.org'

# the examples, as they are typed
example() { sed "s|http://127.0.0.1:8520|$url|g" "data/serve/$1" >"$work/$1"; }
example client.sh
check 'the curl example' "$(sh "$work/client.sh" 2>&1)" '*"l2a_decision":"match"*"results":\[*'
if command -v python3 >/dev/null 2>&1; then
  example client.py
  check 'the Python example' "$(python3 "$work/client.py" 2>&1)" 'jane@acme-robotics.com: match A1*'
fi
if command -v node >/dev/null 2>&1; then
  example client.mjs
  check 'the JavaScript example' "$(node "$work/client.mjs" 2>&1)" 'jane@acme-robotics.com: match A1*'
fi
# shellcheck disable=SC2086
${CC:-cc} -std=c11 -Wall -Wextra -Werror ${SANITIZE-} -o "$work/client" data/serve/client.c
check 'the C example' "$("$work/client" "${url##*:}" jane@acme-robotics.com 2>&1)" '*"l2a_account_id":"A1"*'
if command -v systemd-analyze >/dev/null 2>&1; then
  sed "s|/usr/local/bin/l2a|$L2A|" data/serve/l2a.service >"$work/l2a.service"
  check 'the systemd unit' "$(systemd-analyze verify "$work/l2a.service" 2>&1 | grep l2a.service || :)" ''
fi
finish
