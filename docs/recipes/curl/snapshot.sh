#!/bin/sh
# Takes a snapshot of a whole server with Stillframe, waits for it, and prints the id of the image that boots a copy.
#
#   snapshot.sh [--json] SERVER [NAME]   SERVER is an id; --json prints the snapshot itself
#   snapshot.sh --delete SNAPSHOT        deletes a snapshot with all that belongs to it, and waits until it is gone
#
#   STILLFRAME_URL        where Stillframe is
#   OS_TOKEN              a Keystone token of the server's project; without it the openstack command issues
#                         one (from OS_CLOUD or the other OS_* variables), and another one when that expires
#   STILLFRAME_KEY        the same key and the same request find the same snapshot again, and take no other one
#   STILLFRAME_PATIENCE   how long to wait in all, in seconds: 3600
set -eu

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 64; }
say() { echo "snapshot.sh: $*" >&2; }
fail() { say "$@"; exit 1; }

# EXPRESSION: a field of the last answer; empty if it is not there
field() { jq -r "$1 // empty" "$work/answer" 2> /dev/null || true; }

log_in() {
  token=${OS_TOKEN:-}
  [ -n "$token" ] || token=$(openstack token issue -f value -c id) || fail "openstack could not issue a token"
}

# METHOD PATH CURL'S...: puts the answer into $work/answer. What may pass is tried again: whatever comes with a
# Retry-After, the errors of a proxy in between, and an answer that got lost.
ask() {
  method=$1 url=$STILLFRAME_URL$2 renewed=""
  shift 2
  while :; do
    : > "$work/headers"
    : > "$work/answer"
    # By a pipe, as everybody on this machine can read the command line.
    status=$(printf 'header = "X-Auth-Token: %s"\n' "$token" |
      curl --config - --silent --show-error --connect-timeout 10 --max-time 90 --request "$method" "$@" \
        --dump-header "$work/headers" --output "$work/answer" --write-out '%{http_code}' "$url") || status=lost
    pause=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9][0-9]*\).*/\1/p' "$work/headers")
    problem=$(field .detail)
    case $status in
      2*) return ;;
      401) if [ -z "${OS_TOKEN:-}$renewed" ]; then log_in; renewed=yes; continue; fi ;;
      lost) pause=2 ;;
      5*) [ -n "$problem" ] || pause=${pause:-2} ;;
    esac
    problem=${problem:-$method $url: $status}
    if [ -z "$pause" ] || [ $(($(date +%s) + pause)) -ge "$deadline" ]; then fail "$problem"; fi
    say "$problem (asking again in $pause s)"
    sleep "$pause"
  done
}

# STATUS: waits while the snapshot has this one. The request is held until something changes.
wait_while() {
  while [ "$(field .status)" = "$1" ]; do
    [ "$(date +%s)" -lt "$deadline" ] || fail "snapshot $id is still $1; look at $STILLFRAME_URL/v1/snapshots/$id"
    ask GET "/v1/snapshots/$id?wait=20s"
  done
}

# STATUS: the only end that is a success
must_be() {
  [ "$(field .status)" != "$1" ] || return 0
  field '.leftovers[] | "left behind: \(.kind) \(.id): \(.why)"' >&2
  fail "snapshot $id is $(field .status). $(field .problem.detail)"
}

# SERVER NAME
take() {
  ask POST /v1/snapshots --header 'Content-Type: application/json' --header "Idempotency-Key: $key" --data "$(
    jq -n --arg server "$1" --arg name "$2" '{server_id: $server} + if $name == "" then {} else {name: $name} end')"
  id=$(field .id)
  say "snapshot $id of server $(field .server.name) is $(field .status)"
  case $(field .status) in   # it may be an earlier one, of the same key
    failed | stuck) ask POST "/v1/snapshots/$id/retry" ;;
    cancelled | deleting | deleted) fail "that is the one of this key; another snapshot needs another key" ;;
  esac
  wait_while creating
  must_be available
}

# SNAPSHOT
delete() {
  id=$1
  ask DELETE "/v1/snapshots/$id"
  wait_while deleting
  must_be deleted
  say "snapshot $id is deleted"
}

action=take output=.image_id
case ${1:-} in
  --json) output=.; shift ;;
  --delete) action=delete; shift ;;
  -*) usage ;;
esac
case $action$# in take1 | take2 | delete1) ;; *) usage ;; esac
STILLFRAME_URL=${STILLFRAME_URL:?says where Stillframe is}
STILLFRAME_URL=${STILLFRAME_URL%/}
key=${STILLFRAME_KEY:-$(uname -n)-$$-$(date +%s)}   # a lost answer is asked for again with the same
deadline=$(($(date +%s) + ${STILLFRAME_PATIENCE:-3600}))

umask 077
work=$(mktemp -d)
id=""
trap 'rm -rf "$work"' EXIT
trap 'say "what was asked for goes on without us: ${id:-see $STILLFRAME_URL/v1/snapshots}"; exit 130' INT TERM HUP
log_in

case $action in
  take) take "$1" "${2:-}"; field "$output" ;;
  delete) delete "$1" ;;
esac
