package io.stillframe.api;

/** Examples for the OpenAPI document. A test reads each as what it is an example of. */
final class Examples {

    static final String SHORTEST_REQUEST =
            """
            {
              "server_id": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90"
            }
            """;

    static final String REQUEST =
            """
            {
              "server_id": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90",
              "name": "web-1 before the upgrade",
              "description": "taken by the upgrade job",
              "strategy": "auto",
              "exclude_volume_ids": [
                "c2a9e6a4-7f44-4b8d-9a6e-3f2d1c0b9a22"
              ],
              "consistency": "crash",
              "properties": {
                "upgrade": "2026-11"
              },
              "visibility": "private"
            }
            """;

    static final String CREATING =
            """
            {
              "id": "0a3c5e7f-1b2d-4c6e-8f90-a1b2c3d4e5f6",
              "status": "creating",
              "project_id": "0123456789abcdef0123456789abcdef",
              "server": {
                "id": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90",
                "name": "web-1"
              },
              "name": "web-1 2026-11-22T13:05:41Z",
              "description": null,
              "requested_strategy": "auto",
              "strategy": null,
              "strategies_refused": [],
              "consistency": "crash",
              "root_found_by": "first_device",
              "image_id": null,
              "volumes": [
                {
                  "volume_id": "5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11",
                  "device": "/dev/vda",
                  "size_gib": 10,
                  "volume_type": "fast",
                  "boot_index": 0,
                  "snapshot_id": null,
                  "status": "waiting"
                },
                {
                  "volume_id": "c2a9e6a4-7f44-4b8d-9a6e-3f2d1c0b9a22",
                  "device": "/dev/vdb",
                  "size_gib": 10,
                  "volume_type": "fast",
                  "boot_index": -1,
                  "snapshot_id": null,
                  "status": "waiting"
                }
              ],
              "steps": [
                {
                  "name": "check-limits",
                  "status": "done",
                  "attempts": 1,
                  "started_at": "2026-11-22T13:05:41.088369Z",
                  "finished_at": "2026-11-22T13:05:41.088369Z",
                  "note": "the quotas allow it"
                },
                {
                  "name": "snapshot-volumes",
                  "status": "running",
                  "attempts": 1,
                  "started_at": "2026-11-22T13:05:41.088369Z",
                  "finished_at": null,
                  "note": null
                },
                {
                  "name": "await-volume-snapshots",
                  "status": "waiting",
                  "attempts": 0,
                  "started_at": null,
                  "finished_at": null,
                  "note": null
                }
              ],
              "progress": 22,
              "warnings": [],
              "problem": null,
              "leftovers": [],
              "boot": null,
              "restorable": false,
              "created_at": "2026-11-22T13:05:41.088369Z",
              "updated_at": "2026-11-22T13:05:41.088369Z",
              "finished_at": null
            }
            """;

    static final String AVAILABLE =
            """
            {
              "id": "0a3c5e7f-1b2d-4c6e-8f90-a1b2c3d4e5f6",
              "status": "available",
              "project_id": "0123456789abcdef0123456789abcdef",
              "server": {
                "id": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90",
                "name": "web-1"
              },
              "name": "web-1 2026-11-22T13:05:41Z",
              "description": null,
              "requested_strategy": "auto",
              "strategy": "empty-upload",
              "strategies_refused": [
                {
                  "strategy": "root-location",
                  "reason": "Could not add a location to image 6ad87c77-a772-459b-a6a5-189837458c79: Glance answered 403, \\"It's not allowed to add locations if locations are invisible.\\"."
                },
                {
                  "strategy": "zero-size",
                  "reason": "This Glance has no Image API v1, which left Glance with the release Rocky; only v1 activates an image by size 0."
                }
              ],
              "consistency": "crash",
              "root_found_by": "first_device",
              "image_id": "6ad87c77-a772-459b-a6a5-189837458c79",
              "volumes": [
                {
                  "volume_id": "5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11",
                  "device": "/dev/vda",
                  "size_gib": 10,
                  "volume_type": "fast",
                  "boot_index": 0,
                  "snapshot_id": "23217c73-e2a9-4902-8497-ddc86a9caa31",
                  "status": "available"
                },
                {
                  "volume_id": "c2a9e6a4-7f44-4b8d-9a6e-3f2d1c0b9a22",
                  "device": "/dev/vdb",
                  "size_gib": 10,
                  "volume_type": "fast",
                  "boot_index": -1,
                  "snapshot_id": "dd65f535-11a1-41a3-9fe0-8ea41f638a94",
                  "status": "available"
                }
              ],
              "steps": [
                {
                  "name": "activate-image",
                  "status": "done",
                  "attempts": 1,
                  "started_at": "2026-11-22T13:05:41.241684Z",
                  "finished_at": "2026-11-22T13:05:41.242272Z",
                  "note": "activated image 6ad87c77-a772-459b-a6a5-189837458c79 by an empty upload"
                },
                {
                  "name": "verify-snapshot",
                  "status": "done",
                  "attempts": 1,
                  "started_at": "2026-11-22T13:05:41.242272Z",
                  "finished_at": "2026-11-22T13:05:41.244810Z",
                  "note": "image 6ad87c77-a772-459b-a6a5-189837458c79 is active, all volume snapshots are available"
                }
              ],
              "progress": 100,
              "warnings": [],
              "problem": null,
              "leftovers": [],
              "boot": {
                "image_id": "6ad87c77-a772-459b-a6a5-189837458c79",
                "min_nova_microversion": "2.67",
                "command": "openstack server create --image 6ad87c77-a772-459b-a6a5-189837458c79 --flavor FLAVOR --network NETWORK NAME"
              },
              "restorable": true,
              "created_at": "2026-11-22T13:05:41.088369Z",
              "updated_at": "2026-11-22T13:05:41.244810Z",
              "finished_at": "2026-11-22T13:05:41.244810Z"
            }
            """;

    static final String SNAPSHOTS = "{\"snapshots\": [" + AVAILABLE + "], \"next\": null}";

    static final String PLANNED =
            """
            {
              "volumes": [
                {
                  "volume_id": "5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11",
                  "device": "/dev/vda",
                  "size_gib": 10,
                  "volume_type": "fast",
                  "boot_index": 0,
                  "snapshot_id": null,
                  "status": "waiting"
                },
                {
                  "volume_id": "c2a9e6a4-7f44-4b8d-9a6e-3f2d1c0b9a22",
                  "device": "/dev/vdb",
                  "size_gib": 10,
                  "volume_type": "fast",
                  "boot_index": -1,
                  "snapshot_id": null,
                  "status": "waiting"
                }
              ],
              "root": {
                "volume_id": "5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11",
                "device": "/dev/vda",
                "found_by": "first_device"
              },
              "strategy": "empty-upload",
              "block_device_mapping": [
                {
                  "source_type": "snapshot",
                  "destination_type": "volume",
                  "boot_index": 0,
                  "volume_size": 10,
                  "device_name": "/dev/vda",
                  "delete_on_termination": false,
                  "volume_type": "fast"
                },
                {
                  "source_type": "snapshot",
                  "destination_type": "volume",
                  "boot_index": -1,
                  "volume_size": 10,
                  "device_name": "/dev/vdb",
                  "delete_on_termination": false,
                  "volume_type": "fast"
                }
              ],
              "properties": {
                "bdm_v2": "True",
                "image_type": "snapshot",
                "instance_uuid": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90",
                "root_device_name": "/dev/vda"
              },
              "limits": [
                {
                  "name": "snapshots",
                  "limit": 100,
                  "in_use": 1,
                  "reserved": 0,
                  "needed": 2
                },
                {
                  "name": "gigabytes",
                  "limit": 100,
                  "in_use": 1,
                  "reserved": 0,
                  "needed": 20
                }
              ],
              "warnings": []
            }
            """;

    static final String EVENTS =
            """
            {
              "events": [
                {
                  "id": 3,
                  "time": "2026-11-22T13:05:41.236659Z",
                  "step": "snapshot-volumes",
                  "message": "asked for 2 volume snapshots"
                },
                {
                  "id": 4,
                  "time": "2026-11-22T13:05:41.237156Z",
                  "step": "await-volume-snapshots",
                  "message": "all 2 volume snapshots are there"
                }
              ]
            }
            """;

    static final String EVENT_STREAM =
            """
            id:3
            event:step
            data:{"id":3,"time":"2026-11-22T13:05:41.236659Z","step":"snapshot-volumes","message":"asked for 2 volume snapshots"}

            :nothing new

            id:4
            event:step
            data:{"id":4,"time":"2026-11-22T13:05:41.237156Z","step":"await-volume-snapshots","message":"all 2 volume snapshots are there"}

            """;

    static final String LEFTOVERS =
            """
            {
              "leftovers": [
                {
                  "kind": "volume_snapshot",
                  "id": "5f0d1c7e-9a34-4a1c-b1c7-0c8d5e2f6a11",
                  "project_id": "0123456789abcdef0123456789abcdef",
                  "snapshot_id": "2c7a3f6e-4f1d-4a55-9d63-0f5f8f0d1b7c",
                  "image_creation_id": null,
                  "why": "Cinder could not delete volume snapshot 5f0d1c7e-9a34-4a1c-b1c7-0c8d5e2f6a11 (error_deleting)."
                }
              ]
            }
            """;

    private Examples() {}
}
