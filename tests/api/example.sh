#!/bin/sh
# SPDX-License-Identifier: MIT
# The example program in the introduction of l2a.h compiles as a stranger would compile it, and answers.
set -eu
cd "$(dirname "$0")/../.."
[ -x "${L2A:-}" ] || { echo 'skipped: the command is not built'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk '/^ \*   #include <l2a\.h>$/ { on = 1 } on { line = $0; sub(/^ \*(   )?/, "", line); print line } on && /^ \*   }$/ { exit }' \
  include/l2a.h >"$work/example.c"
[ "$(wc -l <"$work/example.c")" -gt 10 ] || { echo 'no example program found in l2a.h'; exit 1; }
# shellcheck disable=SC2086
${CC:-gcc} -std=c11 -Wall -Wextra -pedantic -Werror ${SANITIZE-} -Iinclude -o "$work/example" "$work/example.c" \
  -L"$L2A_LIB" -ll2a -Wl,-rpath,"$L2A_LIB"

cat >"$work/accounts.csv" <<'END'
Id,Name,Website,BillingCountry
A1,Acme Robotics Inc,https://www.acme-robotics.com,US
A2,Nordlicht Logistik GmbH,nordlicht-logistik.de,DE
A3,Borealis Foods Ltd,borealisfoods.co.uk,GB
END
"$L2A" index "$work/accounts.csv" -o "$work/accounts.l2a"

bad=0
# expected exit status, expected output (a pattern of case), arguments
run() {
  want_code=$1 want=$2
  shift 2
  code=0
  out=$("$work/example" "$@" 2>&1) || code=$?
  [ "$code" -eq "$want_code" ] || { echo "example $*: exit $code, expected $want_code ($out)"; bad=1; }
  # shellcheck disable=SC2254
  case $out in $want) ;; *) echo "example $*: '$out' is not like '$want'"; bad=1 ;; esac
}
run 0 'match A1 0.[0-9][0-9][0-9][0-9] domain+name' "$work/accounts.l2a" jane@acme-robotics.com 'ACME Robotics'
run 1 'none  * *' "$work/accounts.l2a" someone@gmail.com 'Unheard Of Works'
run 2 '*?*' "$work/no-such-file.l2a" jane@acme-robotics.com 'ACME Robotics'
run 2 '' "$work/accounts.l2a"
exit $bad
