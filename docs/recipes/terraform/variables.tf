variable "server_id" {
  description = "The server; it has to boot from a volume."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.server_id))
    error_message = "server_id has to be the id of a server, not its name."
  }
}

variable "name" {
  description = "The image's name. By default the server's name and the time."
  type        = string
  default     = ""

  validation {
    condition     = length(var.name) <= 255
    error_message = "name can have 255 characters."
  }
}

variable "triggers" {
  description = "Another snapshot is taken in the place of this one when one of these changes."
  type        = map(string)
  default     = {}
}

variable "patience" {
  description = "How long to wait until it is there, in seconds."
  type        = number
  default     = 3600

  validation {
    condition     = var.patience >= 1 && floor(var.patience) == var.patience
    error_message = "patience has to be a whole number of seconds."
  }
}
