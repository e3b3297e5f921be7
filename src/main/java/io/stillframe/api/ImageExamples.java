package io.stillframe.api;

/** Examples for the OpenAPI document, as {@link Examples}, about images. */
final class ImageExamples {

    static final String IMAGE =
            """
            {
              "id": "6ad87c77-a772-459b-a6a5-189837458c79",
              "name": "web-1 2026-11-22T13:05:01Z",
              "status": "active",
              "visibility": "private",
              "protected": false,
              "size": 0,
              "min_disk": 10,
              "min_ram": 0,
              "created_at": "2026-11-22T13:05:03Z",
              "updated_at": "2026-11-22T13:05:03Z",
              "properties": {
                "bdm_v2": "True",
                "block_device_mapping": "[{\\"source_type\\":\\"snapshot\\",\\"destination_type\\":\\"volume\\",\\"snapshot_id\\":\\"23217c73-e2a9-4902-8497-ddc86a9caa31\\",\\"boot_index\\":0,\\"volume_size\\":10,\\"device_name\\":\\"/dev/vda\\",\\"delete_on_termination\\":false,\\"volume_type\\":\\"fast\\"},{\\"source_type\\":\\"snapshot\\",\\"destination_type\\":\\"volume\\",\\"snapshot_id\\":\\"dd65f535-11a1-41a3-9fe0-8ea41f638a94\\",\\"boot_index\\":-1,\\"volume_size\\":10,\\"device_name\\":\\"/dev/vdb\\",\\"delete_on_termination\\":false,\\"volume_type\\":\\"fast\\"}]",
                "image_type": "snapshot",
                "instance_uuid": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90",
                "root_device_name": "/dev/vda",
                "stillframe_snapshot": "0a3c5e7f-1b2d-4c6e-8f90-a1b2c3d4e5f6"
              },
              "block_device_mapping": [
                {
                  "source_type": "snapshot",
                  "destination_type": "volume",
                  "snapshot_id": "23217c73-e2a9-4902-8497-ddc86a9caa31",
                  "boot_index": 0,
                  "volume_size": 10,
                  "device_name": "/dev/vda",
                  "delete_on_termination": false,
                  "volume_type": "fast"
                },
                {
                  "source_type": "snapshot",
                  "destination_type": "volume",
                  "snapshot_id": "dd65f535-11a1-41a3-9fe0-8ea41f638a94",
                  "boot_index": -1,
                  "volume_size": 10,
                  "device_name": "/dev/vdb",
                  "delete_on_termination": false,
                  "volume_type": "fast"
                }
              ]
            }
            """;

    static final String IMAGES = "{\"images\": [" + IMAGE + "], \"next\": null}";

    static final String CHANGE =
            """
            {
              "name": "web-1 before the upgrade",
              "protected": true,
              "min_ram": 2048,
              "properties": {
                "os_distro": "debian"
              },
              "remove_properties": [
                "hw_rng_model"
              ]
            }
            """;

    static final String REQUEST =
            """
            {
              "name": "web with a scratch disk",
              "block_device_mapping": [
                {
                  "source_type": "snapshot",
                  "destination_type": "volume",
                  "snapshot_id": "23217c73-e2a9-4902-8497-ddc86a9caa31",
                  "boot_index": 0
                },
                {
                  "source_type": "blank",
                  "destination_type": "volume",
                  "volume_size": 20,
                  "boot_index": -1,
                  "delete_on_termination": true
                }
              ],
              "strategy": "auto",
              "min_ram": 1024,
              "properties": {
                "os_distro": "debian"
              }
            }
            """;

    static final String REQUEST_WITH_LOCATION =
            """
            {
              "name": "debian-13",
              "location": "https://files.example.org/debian-13.qcow2",
              "disk_format": "qcow2",
              "container_format": "bare",
              "min_disk": 10
            }
            """;

    static final String MADE =
            """
            {
              "id": "6ad87c77-a772-459b-a6a5-189837458c79",
              "name": "web with a scratch disk",
              "status": "active",
              "visibility": "private",
              "protected": false,
              "size": 0,
              "min_disk": 0,
              "min_ram": 1024,
              "created_at": "2026-11-22T13:05:03Z",
              "updated_at": "2026-11-22T13:05:03Z",
              "properties": {
                "bdm_v2": "True",
                "block_device_mapping": "[{\\"source_type\\":\\"snapshot\\",\\"destination_type\\":\\"volume\\",\\"snapshot_id\\":\\"23217c73-e2a9-4902-8497-ddc86a9caa31\\",\\"boot_index\\":0,\\"delete_on_termination\\":false},{\\"source_type\\":\\"blank\\",\\"destination_type\\":\\"volume\\",\\"boot_index\\":-1,\\"volume_size\\":20,\\"delete_on_termination\\":true}]",
                "os_distro": "debian"
              },
              "block_device_mapping": [
                {
                  "source_type": "snapshot",
                  "destination_type": "volume",
                  "snapshot_id": "23217c73-e2a9-4902-8497-ddc86a9caa31",
                  "boot_index": 0,
                  "delete_on_termination": false
                },
                {
                  "source_type": "blank",
                  "destination_type": "volume",
                  "boot_index": -1,
                  "volume_size": 20,
                  "delete_on_termination": true
                }
              ],
              "strategy": "empty-upload",
              "warnings": []
            }
            """;

    static final String CREATION =
            """
            {
              "id": "0a3c5e7f-1b2d-4c6e-8f90-a1b2c3d4e5f6",
              "status": "creating",
              "project_id": "0123456789abcdef0123456789abcdef",
              "image_id": null,
              "strategy": null,
              "strategies_refused": [],
              "steps": [
                {
                  "name": "check-mapping",
                  "status": "done",
                  "attempts": 1,
                  "started_at": "2026-11-22T13:05:03.088369Z",
                  "finished_at": "2026-11-22T13:05:03.088369Z",
                  "note": null
                },
                {
                  "name": "register-image",
                  "status": "running",
                  "attempts": 1,
                  "started_at": "2026-11-22T13:05:03.088369Z",
                  "finished_at": null,
                  "note": null
                }
              ],
              "warnings": [],
              "problem": null,
              "leftovers": [],
              "created_at": "2026-11-22T13:05:03.088369Z",
              "updated_at": "2026-11-22T13:05:03.088369Z",
              "finished_at": null
            }
            """;

    private ImageExamples() {}
}
