# SPDX-License-Identifier: MIT
# Of the tests of l2a serve: start_server OPTIONS... starts one on a free port and sets server and url; check counts. `. ` it from the tree's
# root; finish ends the script with its counts.
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
command -v curl >/dev/null 2>&1 || { echo 'skipped: curl is not installed'; exit 77; }
work=$(mktemp -d)
server=
passed=0 failed=0
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
end_server() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || :
    server_status=0
    wait "$server" || server_status=$?
    server=
  fi
}
trap 'end_server; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

start_server() {
  # What the last test's server still wrote must not be read as this one's.
  log=$(mktemp "$work/server.XXXXXX")
  "$L2A" serve --port 0 "$@" 2>"$log" &
  server=$!
  url=
  tries=0
  while [ -z "$url" ] && [ $tries -lt 600 ] && kill -0 "$server" 2>/dev/null; do
    url=$(sed -n 's/^l2a: listening on //p' "$log")
    [ -n "$url" ] || sleep 0.05
    tries=$((tries + 1))
  done
  [ -n "$url" ] || { echo 'the server does not start:'; cat "$log"; exit 1; }
}

accounts_index() {
  cat >"$work/accounts.csv" <<'END'
Id,Name,Website,BillingCountry,Owner
A1,Acme Robotics Inc,https://www.acme-robotics.com,US,Dana
A2,Nordlicht Logistik GmbH,nordlicht-logistik.de,DE,Kim
A3,Borealis Foods Ltd,borealisfoods.co.uk,GB,Dana
END
  "$L2A" index --quiet "$work/accounts.csv" -o "$work/accounts.l2a"
}

# check NAME TEXT PATTERN (of case)
check() {
  # shellcheck disable=SC2254
  case $2 in
  $3) passed=$((passed + 1)) ;;
  *) failed=$((failed + 1)); echo "$1:"; echo "  got      $2"; echo "  expected $3" ;;
  esac
}

# get PATH [CURL OPTIONS]: the answer and behind it the status
get() {
  path=$1
  shift
  curl -sS -m 30 -w '%{http_code}' "$@" "$url$path" 2>&1 || :
}
post_json() { get "$1" -H 'Content-Type: application/json' --data-binary "$2"; }
finish() {
  end_server
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}
