#!/bin/sh
# What `helm test` runs, with nothing but busybox: asks Stillframe at $STILLFRAME, and with $SNAPSHOT=yes has it take
# a snapshot and waits until that is available.
set -eu

ask() { wget -q -O - --no-check-certificate "$@"; }

ask "$STILLFRAME/readyz" > /dev/null
echo "It is ready."
ask "$STILLFRAME/v3/api-docs" | grep -q '/v1/snapshots' || { echo "Its API is not documented."; exit 1; }
echo "Its API is documented."
[ "$SNAPSHOT" = yes ] || exit 0

# A server's own fields, each on a line: what comes before its volumes.
servers=$(ask "$STILLFRAME/v1/servers" | tr '{' '\n' | grep '"volume_backed":true' | sed 's/^"id":"\([^"]*\)".*/\1/')
for server in $servers; do   # one of which a snapshot is being taken is refused; then it is the next one's turn
  snapshot=$(ask --header 'Content-Type: application/json' --post-data "{\"server_id\": \"$server\"}" \
    "$STILLFRAME/v1/snapshots" | sed 's/^{"id":"\([^"]*\)".*/\1/')
  [ -z "$snapshot" ] || break
done
[ -n "${snapshot:-}" ] || { echo "No server could be snapshotted: ${servers:-there is none}."; exit 1; }
echo "Snapshot $snapshot of server $server is being taken."

status=creating
while [ "$status" = creating ]; do
  answer=$(ask "$STILLFRAME/v1/snapshots/$snapshot?wait=20s")
  status=$(echo "$answer" | sed 's/^{"id":"[^"]*","status":"\([^"]*\)".*/\1/')
done
echo "It is $status."
[ "$status" = available ] || { echo "$answer"; exit 1; }
