#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a serve: lookups, batches, explanations, what monitoring asks for, problems, limits, tokens, the end.
set -eu
cd "$(dirname "$0")/../.."
. tests/server/lib/serve_prelude.sh
accounts_index
start_server -i "$work/accounts.l2a" --max-body 1 --max-batch 1000 --access-log "$work/access.ndjson"

# ---- one record
check 'a domain' "$(get '/v1/match?email=jane@acme-robotics.com')" '{"id":null,"l2a_account_id":"A1","l2a_decision":"match",*,"generation":1,"definitions":"????????????????"}
200'
check 'the same as l2a lookup' "$(get '/v1/match?company=Nordlicht+Logistik&country=DE' | sed 's/^{"id":null,/{/; s/,"generation":.*/}/')" "$("$L2A" lookup -i "$work/accounts.l2a" --company 'Nordlicht Logistik' --country DE -f json)
200"
check 'id and percent signs' "$(get '/v1/match?id=7%22%2F&company=Nordlicht%20Logistik')" '{"id":"7\\"/","l2a_account_id":"A2",*200'
check 'candidates' "$(get '/v1/match?email=jane@acme-robotics.com&limit=2')" '*"l2a_candidates":\["A1"*"l2a_candidate_scores":\[*200'
check 'no match is an answer' "$(get '/v1/match?email=jane@gmail.com')" '*"l2a_decision":"none",*"l2a_reason":"free_email"*200'
check 'min_score' "$(get '/v1/match?email=jane@acme-robotics.com&min_score=1')" '*"l2a_account_id":"","l2a_decision":"none","l2a_score":0.0000,"l2a_reason":"below_threshold"*200'
check 'summary' "$(get '/v1/match?email=jane@acme-robotics.com&explain=summary')" '*"l2a_explanation":{"email":"same","website":*200'
check 'full explanation' "$(get '/v1/match?email=jane@acme-robotics.com&explain=full')" '*"l2a_explanation":{"keys":{*200'
check 'an unknown parameter' "$(get '/v1/match?emial=jane@acme-robotics.com')" '*"code":"parameter"*400'
check 'a bad option' "$(get '/v1/match?email=a@b.c&limit=25')" '*"code":"option"*400'
check 'bad UTF-8' "$(get '/v1/match?company=%ff%fe')" '*"code":"encoding"*400'
check 'a NUL stays an escape' "$(get '/v1/match?id=a%00b')" '{"id":"a%00b"*200'
etag=$(curl -sS -D - -o /dev/null "$url/v1/match?email=jane@acme-robotics.com" | tr -d '\r' | sed -n 's/^ETag: //p')
check 'the ETag names generation and definitions' "$etag" '"1-????????????????"'
check 'not modified' "$(get '/v1/match?email=jane@acme-robotics.com' -H "If-None-Match: $etag")" '304'
check 'HEAD' "$(get '/v1/match?email=jane@acme-robotics.com' -I)" 'HTTP/1.1 200 OK*200'

# ---- batches
check 'a document' "$(post_json /v1/match '{"records":[{"id":1,"email":"a@acme-robotics.com"},{"id":"b","company":"Borealis Foods"}]}')" '{"generation":1,"definitions":"*","results":\[{"id":1,"l2a_account_id":"A1"*},{"id":"b","l2a_account_id":"A3"*}\]}
200'
check 'one bad record' "$(post_json /v1/match '{"records":[5,{"id":2,"email":"a@acme-robotics.com"},{"id":3,"email":[1]}]}')" '*"results":\[{"id":null,*"l2a_reason":"invalid","error":"*"},{"id":2,"l2a_account_id":"A1"*,{"id":3,*"invalid"*200'
check 'options' "$(post_json /v1/match '{"records":[{"email":"a@acme-robotics.com"}],"options":{"limit":1,"explain":"full","min_score":0.2}}')" '*"l2a_candidates":\["A1"\]*"l2a_explanation":{"keys"*200'
check 'no records' "$(post_json /v1/match '{"records":[]}')" '*"results":\[\]}*200'
check 'an unknown option' "$(post_json /v1/match '{"records":[],"options":{"limits":1}}')" '*"code":"option"*400'
check 'broken JSON' "$(post_json /v1/match '{"records":[')" '{"type":"about:blank","title":"Bad Request","status":400,"code":"json","detail":"line 1,*400'
check 'no records member' "$(post_json /v1/match '[]')" '*"code":"json"*400'
deep=$(printf '%0100d' 0 | tr 0 '[')
check 'deep JSON' "$(post_json /v1/match "$deep")" '*nested deeper than 64*400'
check 'a form' "$(get /v1/match -d 'email=a@acme-robotics.com')" '*"code":"content_type"*415'
printf '{"id":1,"email":"a@acme-robotics.com"}\nno json\n\n{"id":3,"company":"Borealis Foods"}' >"$work/lines"
lines() { get "/v1/match${2-}" -H 'Content-Type: application/x-ndjson' --data-binary "@$1"; }
check 'lines' "$(lines "$work/lines")" '{"id":1,"l2a_account_id":"A1",*"generation":1,*}
{"id":null,*"invalid","error":"*"}
{"id":3,"l2a_account_id":"A3",*}
200'
check 'lines with options' "$(lines "$work/lines" '?limit=1&explain=full')" '*"l2a_candidates":\["A1"\]*"l2a_explanation":{*200'
check 'lines with a wrong option' "$(lines "$work/lines" '?limit=x')" '*"code":"option"*400'
: >"$work/empty"
check 'no lines' "$(lines "$work/empty")" '200'
awk 'BEGIN { for (i = 0; i < 1000; i++) printf "{\"id\":%d,\"email\":\"a@acme-robotics.com\"}\n", i }' >"$work/thousand"
check 'a thousand lines' "$(lines "$work/thousand" | grep -c '"A1"')" 1000
check 'in their order' "$(lines "$work/thousand" | sed -n 's/^{"id":\([0-9]*\),.*/\1/p' | awk '$1 != n++ { bad = 1 } END { print n, bad + 0 }')" '1000 0'
{ cat "$work/thousand"; echo '{}'; } >"$work/too_many"
check 'too many lines' "$(lines "$work/too_many")" '*"code":"batch_limit"*413'
head -c 1100000 /dev/zero | tr '\0' ' ' >"$work/large"
check 'a body that is too large' "$(lines "$work/large")" '*"code":"body_limit"*413'
check 'one in chunks' "$(get /v1/match -H 'Content-Type: application/x-ndjson' -H 'Transfer-Encoding: chunked' --data-binary "@$work/large")" '*"code":"body_limit"*413'
if command -v gzip >/dev/null 2>&1; then
  gzip -c "$work/thousand" >"$work/thousand.gz"
  zipped() { get /v1/match -H 'Content-Type: application/x-ndjson' -H 'Content-Encoding: gzip' --data-binary "@$1"; }
  check 'gzip in' "$(zipped "$work/thousand.gz" | grep -c '"A1"')" 1000
  check 'gzip out' "$(curl -sS -H 'Accept-Encoding: gzip' -H 'Content-Type: application/x-ndjson' --data-binary "@$work/thousand" "$url/v1/match" | gzip -dc | grep -c '"A1"')" 1000
  head -c 200000000 /dev/zero | gzip -c >"$work/bomb.gz"
  check 'a gzip bomb' "$(zipped "$work/bomb.gz")" '*"code":"body_limit"*413'
  head -c 300 "$work/thousand.gz" >"$work/cut.gz"
  check 'gzip cut short' "$(zipped "$work/cut.gz")" '*"code":"gzip"*400'
  check 'no gzip' "$(zipped "$work/thousand")" '*"code":"gzip"*400'
fi
check 'another encoding' "$(get /v1/match -H 'Content-Type: application/x-ndjson' -H 'Content-Encoding: br' -d '{}')" '*"code":"content_encoding"*415'

# ---- explain, info, monitoring
check 'explain' "$(post_json /v1/explain '{"record":{"email":"a@acme-robotics.com"},"against":"A2"}')" '{"generation":1,*"explanation":{*"against"*200'
check 'explain against nobody' "$(post_json /v1/explain '{"record":{"email":"a@acme-robotics.com"},"against":"nobody"}')" '*"code":"not_found"*404'
check 'explain what' "$(post_json /v1/explain '{}')" '*"code":"json"*400'
check 'info' "$(get /v1/info)" '{"version":"*","generation":1,"definitions":"*","index":{*"accounts":3,*"limits":{"body_bytes":1048576,"batch_records":1000,*200'
check 'alive' "$(get /healthz)" '{"status":"ok"}*200'
check 'ready' "$(get /readyz)" '{"status":"ready"}*200'
metrics=$(get /metrics)
check 'requests' "$metrics" '*l2a_requests_total{method="GET",route="/v1/match",status="200"} *'
check 'latencies' "$metrics" '*l2a_request_duration_seconds_bucket{method="GET",route="/v1/match",le="+Inf"} *'
check 'decisions' "$metrics" '*l2a_decisions_total{decision="none",reason="free_email"} 1*'
check 'generation' "$metrics" '*l2a_index_generation 1*'
check 'queue' "$metrics" '*l2a_queue_bytes *l2a_queue_limit_bytes *l2a_queue_wait_seconds 0.*'
check 'memory' "$metrics" '*process_resident_memory_bytes [1-9]*'
check 'no such path' "$(get /v2)" '*"status":404,"code":"path"*404'
check 'no such method' "$(get /v1/match -X PUT)" '*"code":"method"*405'
check 'another host' "$(get /v1/info -H 'Host: evil.example')" '*"code":"host"*421'
check 'no cross-site' "$(curl -sS -D - -o /dev/null "$url/v1/info" -H 'Origin: https://evil.example' | grep -ci allow-origin || :)" 0

# ---- the log is rotated, the server ends
mv "$work/access.ndjson" "$work/access.ndjson.1"
kill -HUP "$server"
tries=0
while [ ! -e "$work/access.ndjson" ] && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
check 'a new log' "$(get /v1/info)" '*200'
end_server
check 'has what came behind it' "$(cat "$work/access.ndjson")" '*"route":"/v1/info","status":200,*'
check 'and the old one what was before' "$(grep -c '"route":"/v1/explain"' "$work/access.ndjson.1")" 3
cat "$work/access.ndjson.1" >>"$work/access.ndjson"
check 'SIGTERM is a good end' "$server_status" 0
check 'the log has routes' "$(cat "$work/access.ndjson")" '*{"time":"????-??-??T??:??:??Z","method":"GET","route":"/v1/match","status":200,"duration_us":*,"received":0,"sent":*,"records":1,"generation":1}*'
check 'and no personal data' "$(grep -c -e jane -e acme "$work/access.ndjson" || :)" 0

start_server -i "$work/accounts.l2a" --access-log "$work/personal.ndjson" --log-personal
get '/v1/match?email=jane@acme-robotics.com' >/dev/null
end_server
check 'a log that may be personal' "$(cat "$work/personal.ndjson")" '*"address":"127.0.0.1","path":"/v1/match","query":{"email":"jane@acme-robotics.com"}}'

# ---- tokens
printf '# who may ask\nread reader-reader-reader\nadmin admin-admin-admin-admin\n' >"$work/tokens"
chmod 600 "$work/tokens"
start_server -i "$work/accounts.l2a" --tokens "$work/tokens" --bind 127.0.0.1
check 'no token' "$(get /v1/info)" '*"code":"token"*401'
check 'a wrong token' "$(get /v1/info -H 'Authorization: Bearer reader-reader-readex')" '*401'
check 'half a token' "$(get /v1/info -H 'Authorization: Bearer reader-reader-reade')" '*401'
check 'a token' "$(get /v1/info -H 'Authorization: Bearer reader-reader-reader')" '*200'
check 'another scheme' "$(get /v1/info -H 'Authorization: Basic reader-reader-reader')" '*401'
check 'alive without' "$(get /healthz)" '*200'
printf 'read other-other-other-other\n' >"$work/tokens"
kill -HUP "$server"
sleep 0.6
check 'a token that is gone' "$(get /v1/info -H 'Authorization: Bearer reader-reader-reader')" '*401'
check 'a new one' "$(get /v1/info -H 'Authorization: Bearer other-other-other-other')" '*200'
end_server

# ---- what is refused at the start
refused() { "$L2A" serve -i "$work/accounts.l2a" --port 0 "$@" 2>&1 || echo "exit $?"; }
check 'others without tokens' "$(refused --bind 0.0.0.0)" '*--bind 0.0.0.0 lets other machines in*exit 2'
check 'no address' "$(refused --bind elsewhere --no-auth)" '*an address like*exit 2'
check 'tokens and none' "$(refused --tokens "$work/tokens" --no-auth)" '*contradict*exit 2'
printf 'read short\n' >"$work/tokens"
check 'a short token' "$(refused --tokens "$work/tokens")" '*tokens:1: a token of 16 to 256 bytes*exit 2'
check 'a port' "$(refused --port 70000)" "*--port takes a number from 0 to 65535, not '70000'*exit 2"
finish
