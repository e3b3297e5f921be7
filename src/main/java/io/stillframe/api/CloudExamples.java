package io.stillframe.api;

/** Examples for the OpenAPI document, as {@link Examples}, about the cloud. */
final class CloudExamples {

    static final String SERVERS =
            """
            {
              "servers": [
                {
                  "id": "9b1f6a52-6f0e-4d5c-8a3b-2f0c4d7e1a90",
                  "name": "web-1",
                  "status": "ACTIVE",
                  "volume_backed": true,
                  "volumes": [
                    {
                      "volume_id": "5f3f4c1e-0d0b-4c57-9a58-6d1c7f0f1b11",
                      "device": "/dev/vda",
                      "size_gib": 10,
                      "bootable": true
                    },
                    {
                      "volume_id": "c2a9e6a4-7f44-4b8d-9a6e-3f2d1c0b9a22",
                      "device": "/dev/vdb",
                      "size_gib": 10,
                      "bootable": false
                    }
                  ]
                },
                {
                  "id": "e7d6c5b4-a392-4817-8605-f4e3d2c1b0a9",
                  "name": "from-image",
                  "status": "ACTIVE",
                  "volume_backed": false,
                  "volumes": []
                }
              ],
              "next": null
            }
            """;

    static final String CLOUD =
            """
            {
              "project_id": "0123456789abcdef0123456789abcdef",
              "services": [
                {
                  "service": "volumev3",
                  "url": "http://cinder/v3",
                  "versions": [
                    "v3.0"
                  ],
                  "min_microversion": "3.0",
                  "max_microversion": "3.70",
                  "problem": null,
                  "circuit": "closed"
                }
              ],
              "strategies": [
                {
                  "strategy": "auto",
                  "available": true,
                  "reason": null,
                  "to_change": null
                },
                {
                  "strategy": "root-location",
                  "available": false,
                  "reason": "Could not add a location to image 6ad87c77-a772-459b-a6a5-189837458c79: Glance answered 403, \\"It's not allowed to add locations if locations are invisible.\\".",
                  "to_change": "An operator can open locations to Stillframe alone: by a second Glance with show_multiple_locations that only Stillframe reaches, given as image_endpoint_override, or from Glance 2.17 on by the role service for Stillframe's user."
                },
                {
                  "strategy": "zero-size",
                  "available": false,
                  "reason": "This Glance has no Image API v1, which left Glance with the release Rocky; only v1 activates an image by size 0.",
                  "to_change": null
                },
                {
                  "strategy": "empty-upload",
                  "available": true,
                  "reason": null,
                  "to_change": null
                }
              ]
            }
            """;

    private CloudExamples() {}
}
