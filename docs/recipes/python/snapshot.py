#!/usr/bin/env python3
"""Takes a snapshot of a whole server with Stillframe, waits for it, and prints the id of the image that boots a copy.

Who asks is said by OS_CLOUD and clouds.yaml, or by the other OS_* variables, as for every OpenStack tool.
"""

import argparse
import os
import sys
import time
import uuid

import openstack
from keystoneauth1 import adapter, exceptions

FIRST_PAUSE = 2  # seconds, where nobody says when to come back


class Failed(Exception):
    """With a sentence for whoever has started this."""


class Stillframe:
    """Stillframe at an address, asked with the tokens of a session, which renews them by itself."""

    def __init__(self, url, session, patience):
        self._http = adapter.Adapter(session, endpoint_override=url.rstrip("/"))
        self._deadline = time.monotonic() + patience

    def take(self, server_id, name=None, key=None):
        """The snapshot, once it is available; the same one again for the same key."""
        asked = {"server_id": server_id, **({"name": name} if name else {})}
        # Even without a key of the caller's, an answer that got lost is asked for again with the same.
        snapshot = self._ask("POST", "/v1/snapshots", json=asked, headers={"Idempotency-Key": key or str(uuid.uuid4())})
        say(f"snapshot {snapshot['id']} of server {snapshot['server']['name']} is {snapshot['status']}")
        # It may be an earlier one, of the same key.
        if snapshot["status"] in ("cancelled", "deleting", "deleted"):
            raise Failed("that is the one of this key; another snapshot needs another key")
        if snapshot["status"] in ("failed", "stuck"):
            snapshot = self._ask("POST", f"/v1/snapshots/{snapshot['id']}/retry")
        return self._ended(snapshot, "creating", "available")

    def delete(self, snapshot_id):
        """Until its image, the volume behind that, and its volume snapshots are gone."""
        return self._ended(self._ask("DELETE", f"/v1/snapshots/{snapshot_id}"), "deleting", "deleted")

    def _ended(self, snapshot, meanwhile, wanted):
        path = f"/v1/snapshots/{snapshot['id']}"
        while snapshot["status"] == meanwhile:
            if time.monotonic() > self._deadline:
                raise Failed(f"snapshot {snapshot['id']} is still {meanwhile}; what was asked for goes on")
            snapshot = self._ask("GET", path + "?wait=20s")  # held until something changes
        if snapshot["status"] != wanted:
            for left in snapshot["leftovers"]:
                say(f"left behind: {left['kind']} {left['id']}: {left['why']}")
            detail = (snapshot["problem"] or {}).get("detail", "")
            raise Failed(f"snapshot {snapshot['id']} is {snapshot['status']}. {detail}")
        return snapshot

    def _ask(self, method, path, **request):
        """What may pass is tried again: whatever comes with a Retry-After, the errors of a proxy, lost answers."""
        while True:
            pause = None
            try:
                answer = self._http.request(path, method, raise_exc=False, timeout=90, **request)
                if answer.ok:
                    return answer.json()
                problem = detail(answer)
                if "Retry-After" in answer.headers:
                    pause = int(answer.headers["Retry-After"])
                elif answer.status_code >= 500 and not problem:
                    pause = FIRST_PAUSE
                problem = problem or f"{method} {path}: {answer.status_code}"
            except (exceptions.ConnectFailure, exceptions.UnknownConnectionError) as lost:
                problem, pause = str(lost), FIRST_PAUSE
            if pause is None or time.monotonic() + pause > self._deadline:
                raise Failed(problem)
            say(f"{problem} (asking again in {pause} s)")
            time.sleep(pause)


def detail(answer):
    """Stillframe's own sentence; empty if the answer is somebody else's."""
    try:
        return answer.json()["detail"]
    except (ValueError, KeyError, TypeError):
        return ""


def say(words):
    print(f"snapshot.py: {words}", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server", nargs="?", help="its name or id")
    parser.add_argument("--name", help="of the image; by default the server's name and the time")
    parser.add_argument("--key", help="the same key and the same request find the same snapshot again")
    parser.add_argument("--delete", metavar="SNAPSHOT", help="delete this snapshot instead")
    parser.add_argument("--cloud", help="of clouds.yaml; by default OS_CLOUD")
    parser.add_argument("--url", default=os.environ.get("STILLFRAME_URL"), help="by default STILLFRAME_URL")
    parser.add_argument("--patience", type=int, default=3600, help="seconds to wait in all: %(default)s")
    given = parser.parse_args()
    if not given.url:
        parser.error("--url or STILLFRAME_URL has to say where Stillframe is")
    if bool(given.server) == bool(given.delete):
        parser.error("name either a server, or a snapshot to delete")
    return given


def main():
    given = arguments()
    cloud = openstack.connect(cloud=given.cloud)
    stillframe = Stillframe(given.url, cloud.session, given.patience)
    if given.delete:
        stillframe.delete(given.delete)
        say(f"snapshot {given.delete} is deleted")
    else:
        server = cloud.compute.find_server(given.server, ignore_missing=False)
        print(stillframe.take(server.id, given.name, given.key)["image_id"])


if __name__ == "__main__":
    try:
        main()
    except (Failed, openstack.exceptions.SDKException, exceptions.ClientException) as failure:
        sys.exit(f"snapshot.py: {failure}")
