#!/bin/sh
# What `helm test` runs: asks Stillframe at $STILLFRAME whether it is ready, and with $SNAPSHOT=yes has it take a snapshot,
# waits until that is available, and deletes it.
set -eu

ask() { curl --silent --show-error --fail --insecure --max-time 60 "$@"; }

# STATUS: waits until the snapshot has another one
wait_while() {
  status=$1
  while [ "$status" = "$1" ]; do
    answer=$(ask "$STILLFRAME/v1/snapshots/$snapshot?wait=20s")
    status=$(echo "$answer" | sed 's/^{"id":"[^"]*","status":"\([^"]*\)".*/\1/')
  done
  echo "It is $status."
}

# STATUS: ends the test if the snapshot has not this one
must_be() { [ "$status" = "$1" ] || { echo "$answer"; exit 1; }; }

# it may have been installed just now
ask --retry "${RETRIES:-60}" --retry-delay 2 --retry-all-errors "$STILLFRAME/readyz" > /dev/null
echo "It is ready."
ask "$STILLFRAME/v3/api-docs" | grep '/v1/snapshots' > /dev/null
echo "Its API is documented."
[ "$SNAPSHOT" = yes ] || exit 0

# a server's own fields, each on a line: what comes before its volumes
servers=$(ask "$STILLFRAME/v1/servers" | tr '{' '\n' | sed -n '/"volume_backed":true/ s/^"id":"\([^"]*\)".*/\1/p')
snapshot=""
for server in $servers; do   # one that another snapshot is being taken of is refused; then it is the next one's turn
  snapshot=$(ask --header 'Content-Type: application/json' --data "{\"server_id\": \"$server\"}" "$STILLFRAME/v1/snapshots" |
    sed 's/^{"id":"\([^"]*\)".*/\1/')
  [ -z "$snapshot" ] || break
done
[ -n "$snapshot" ] || { echo "There is no server of which a snapshot can be taken: $servers"; exit 1; }
echo "Snapshot $snapshot of server $server is being taken."
wait_while creating
must_be available

ask --request DELETE "$STILLFRAME/v1/snapshots/$snapshot" > /dev/null
wait_while deleting
must_be deleted
