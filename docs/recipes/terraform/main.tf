# A snapshot of a whole server. The work is done by the recipe for curl, which takes from the environment of Terraform
# where Stillframe is and who asks: so no token comes into the state.

terraform {
  required_version = ">= 1.4" # the first with terraform_data
}

locals {
  script = abspath("${path.module}/../curl/snapshot.sh")
  answer = "${path.root}/.terraform/stillframe/${terraform_data.taken.id}.json"
}

# What makes it one and the same snapshot. It stays when taking it fails, so the next apply finds or tries the same again.
resource "terraform_data" "key" {
  triggers_replace = [var.server_id, var.name, var.triggers]
}

resource "terraform_data" "taken" {
  triggers_replace = terraform_data.key.id

  provisioner "local-exec" {
    interpreter = ["sh", "-euc"]
    command     = "mkdir -p \"$(dirname \"$ANSWER\")\"; \"$SCRIPT\" --json \"$SERVER\" \"$NAME\" > \"$ANSWER\""
    environment = {
      SCRIPT              = local.script
      ANSWER              = "${path.root}/.terraform/stillframe/${self.id}.json"
      SERVER              = var.server_id
      NAME                = var.name
      STILLFRAME_KEY      = terraform_data.key.id
      STILLFRAME_PATIENCE = var.patience
    }
  }
}

# A provisioner cannot return anything. So what it has written is read here, once, as soon as the resource above has its
# id. From then on the state knows it, and neither a later plan nor another machine needs the file.
resource "terraform_data" "snapshot" {
  triggers_replace = terraform_data.taken.id
  input = try({
    for name, value in jsondecode(file(local.answer)) : name => value
    if contains(["id", "name", "image_id", "volumes"], name)
  }, null)

  lifecycle {
    ignore_changes = [input]
    postcondition {
      condition     = self.output != null
      error_message = "${local.answer} is not on this machine. Apply with -replace for terraform_data.taken of this module: it finds the same snapshot again."
    }
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["sh", "-euc"]
    command     = "[ -z \"$SNAPSHOT\" ] || \"$SCRIPT\" --delete \"$SNAPSHOT\""
    environment = {
      SCRIPT   = abspath("${path.module}/../curl/snapshot.sh")
      SNAPSHOT = try(self.output.id, "")
    }
  }
}
