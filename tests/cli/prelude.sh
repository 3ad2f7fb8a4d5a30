# SPDX-License-Identifier: MIT
# For the cases: the fixture in the case's folder, and the command by its name, so that examples stand in a case as they are typed.
l2a() { "$L2A" "$@"; }
cp "$ROOT"/tests/cli/fixture/* .
make_index() { l2a index --quiet accounts.csv -o accounts.l2a; }
# Columns that hold no score.
plain='Lead ID,l2a_account_id,l2a_decision,l2a_reason'
