# SPDX-License-Identifier: MIT
# For the cases of l2a mqa: three accounts, four contacts with their accounts, small definitions, and short commands.
l2a() { "$L2A" "$@"; }
cat > accounts.csv <<'END'
id,name,website,type,tier,owner
A1,Acme,acme.example,customer,A,Olga
A2,Beta,beta.example,partner,B,Ole
A3,Gamma,gamma.example,prospect,C,Ole
END
cat > matches.csv <<'END'
id,email,title,l2a_account_id,l2a_decision,l2a_score
C1,jane@acme.example,VP Sales,A1,match,0.9990
C2,joe@acme.example,Engineer,A1,match,0.9000
C3,x@beta.example,Owner,A2,match,0.9990
C4,y@gamma.example,Engineer,A3,review,0.5000
C5,z@gamma.example,Head of IT,A3,match,0.9990
END
# rules: definitions from standard input
rules() {
  cat > l2a.yaml
}
plain="engagement: {window: 10d, activities: {visit: {minutes: 10}, call: {minutes: actual, default: 5, max: 60}, ask: {minutes: 0}}, roles: [], other_role: {name: other, weight: 1}, account_weights: []}"
stages="stages: [{name: customer, when: {won_opportunities: 1}}, {name: deal, when: {open_opportunities: 1}},"
activities() { { echo 'activity_id,contact_id,account_id,type,occurred_at,minutes'; cat; } > activities.csv; }
opportunities() { { echo 'opportunity_id,account_id,created_at,closed_at,is_closed,is_won,amount'; cat; } > opportunities.csv; }
touches() { { echo 'account_id,contact_id,occurred_at,kind,rep,disposition'; cat; } > touches.csv; }
# run INSTANT [option...]: the tables in out/
run() {
  as_of=$1
  shift
  more=
  [ ! -f opportunities.csv ] || more="$more --opportunities opportunities.csv"
  [ ! -f touches.csv ] || more="$more --touches touches.csv"
  [ ! -f l2a.yaml ] || more="$more --definitions l2a.yaml"
  # shellcheck disable=SC2086
  l2a mqa --quiet --accounts accounts.csv --matches matches.csv --activities activities.csv $more --as-of "$as_of" -o out "$@"
}
# columns of an account: accounts ID COLUMN...
account() {
  awk -F, -v id="$1" -v want="$2" 'NR == 1 { n = split(want, w, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
    $1 == id { line = id; for (i = 1; i <= n; i++) line = line " " w[i] "=" $at[w[i]]; print line }' out/accounts.csv
}
