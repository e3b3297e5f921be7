package io.stillframe.openstack;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stillframe.openstack.Pages.Link;
import io.stillframe.snapshot.Attachment;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Nova's JSON, as far as we read it. */
final class NovaJson {

    private NovaJson() {}

    record ServerBody(Server server) {
        ServerBody {
            Objects.requireNonNull(server, "server");
        }
    }

    record Servers(List<Server> servers, @Nullable List<Link> serversLinks) {
        Servers {
            Objects.requireNonNull(servers, "servers");
        }
    }

    /**
     * @param image the empty string, not null, where the server boots from a volume
     */
    record Server(
            String id,
            @Nullable String name,
            String tenantId,
            String status,
            @Nullable JsonNode image,
            @JsonProperty("OS-EXT-STS:task_state") @Nullable String taskState,
            @JsonProperty("OS-EXT-SRV-ATTR:root_device_name") @Nullable String rootDeviceName,
            @JsonProperty("os-extended-volumes:volumes_attached")
                    @Nullable List<AttachedVolume> volumesAttached) {
        Server {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(tenantId, "tenant_id");
            Objects.requireNonNull(status, "status");
        }

        io.stillframe.snapshot.Server asServer() {
            return new io.stillframe.snapshot.Server(
                    id,
                    name == null ? "" : name,
                    tenantId,
                    status,
                    taskState,
                    image != null && image.isObject() ? image.path("id").asString() : null,
                    rootDeviceName,
                    Json.orEmpty(volumesAttached).stream().map(AttachedVolume::id).toList());
        }
    }

    record AttachedVolume(String id) {}

    record Attachments(@JsonProperty("volumeAttachments") List<VolumeAttachment> attachments) {
        Attachments {
            Objects.requireNonNull(attachments, "volumeAttachments");
        }
    }

    /** Its {@code id} is the volume's, too, but from 2.89 on there is none. */
    record VolumeAttachment(
            @JsonProperty("volumeId") String volumeId,
            @Nullable String device,
            @Nullable String tag,
            @Nullable Boolean deleteOnTermination) {
        VolumeAttachment {
            Objects.requireNonNull(volumeId, "volumeId");
        }

        Attachment asAttachment() {
            return new Attachment(
                    volumeId,
                    device == null || device.isEmpty() ? null : device,
                    Boolean.TRUE.equals(deleteOnTermination),
                    tag);
        }
    }
}
