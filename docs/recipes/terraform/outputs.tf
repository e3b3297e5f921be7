output "snapshot_id" {
  description = "Stillframe's id of the snapshot."
  value       = terraform_data.snapshot.output.id
}

output "image_id" {
  description = "The image that boots a copy of the server."
  value       = terraform_data.snapshot.output.image_id
}

output "volumes" {
  description = "For each volume, the root first: its id, device, size and volume snapshot."
  value       = terraform_data.snapshot.output.volumes
}
