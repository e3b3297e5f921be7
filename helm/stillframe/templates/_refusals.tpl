{{/* What cannot work is refused before anything is installed. */}}
{{- define "stillframe.refusals" -}}
{{- $v := .Values -}}
{{- $replicated := include "stillframe.replicated" . -}}
{{- $cloud := or $v.cloud.name $v.cloud.existingSecret -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" (include "stillframe.fullname" .)) -}}
{{- fail (printf "A Service's name begins with a letter and has no dot, so all cannot be called after the release %s: set fullnameOverride." .Release.Name) -}}
{{- end -}}
{{- if and (not $v.sandbox.enabled) (not $cloud) -}}
{{- fail "There is no cloud. There are two ways: sandbox.enabled=true simulates one; or put your clouds.yaml into a Secret, and set cloud.existingSecret to its name and cloud.name to one of its clouds." -}}
{{- end -}}
{{- if and $v.sandbox.enabled $cloud -}}
{{- fail "sandbox.enabled simulates a cloud, and cloud.name is another one: leave out one of them." -}}
{{- end -}}
{{- if and $cloud (not (and $v.cloud.name $v.cloud.existingSecret)) -}}
{{- fail "A cloud takes both: cloud.existingSecret, the Secret with clouds.yaml, and cloud.name, which of its clouds it is." -}}
{{- end -}}
{{- if and $v.sandbox.enabled $v.database.url -}}
{{- fail "The sandbox forgets its cloud with every restart, so it keeps nothing in a database: leave out database.url." -}}
{{- end -}}
{{- if and $v.sandbox.enabled $replicated -}}
{{- fail "The sandbox's cloud is in the memory of one process: set replicaCount=1 and autoscaling.enabled=false." -}}
{{- end -}}
{{- if and $replicated (not $v.database.url) -}}
{{- fail "Without database.url the database is H2, a file of one process: set database.url and database.existingSecret (PostgreSQL), or replicaCount=1 and autoscaling.enabled=false." -}}
{{- end -}}
{{- if and (or $v.database.url $v.database.existingSecret) (not (and $v.database.url $v.database.existingSecret)) -}}
{{- fail "PostgreSQL takes both: database.url, and database.existingSecret, a Secret with the keys username and password." -}}
{{- end -}}
{{- if and $v.database.url (not (hasPrefix "jdbc:postgresql:" $v.database.url)) -}}
{{- fail "database.url is that of a PostgreSQL: jdbc:postgresql://host/name." -}}
{{- end -}}
{{- if regexMatch "(?i)//[^/?;]*:([^?;]*|[^/]*)@|[?&;](ssl)?password=" $v.database.url -}}
{{- fail "database.url is no place for a password, as all can read it: put it into the Secret of database.existingSecret." -}}
{{- end -}}
{{- if gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas." -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.ingress.hosts) -}}
{{- fail "An Ingress without a host takes the requests of all hosts: set ingress.hosts." -}}
{{- end -}}
{{- if and $v.httpRoute.enabled (not $v.httpRoute.parentRefs) -}}
{{- fail "An HTTPRoute belongs to a Gateway: set httpRoute.parentRefs." -}}
{{- end -}}
{{- if and $v.monitoring.serviceMonitor.enabled $v.networkPolicy.enabled (not $v.networkPolicy.monitoringFrom) -}}
{{- fail "The NetworkPolicy lets nobody in to the management port, so there would be a ServiceMonitor and no metrics: set networkPolicy.monitoringFrom to where your Prometheus runs." -}}
{{- end -}}
{{- if and (eq (include "stillframe.setting" (dict "config" $v.config "path" "stillframe.rights")) "caller") (not $v.secretKey.existingSecret) -}}
{{- fail "With stillframe.rights: caller Stillframe keeps the tokens of callers, encrypted: set secretKey.existingSecret to a Secret whose key secret-key is what `openssl rand -base64 32` says." -}}
{{- end -}}
{{- $inHand := include "stillframe.setting" (dict "config" $v.config "path" "db-scheduler.shutdown-max-wait") -}}
{{- if regexMatch "^[0-9]+[sm]$" $inHand -}}
{{- $seconds := mul (regexFind "^[0-9]+" $inHand) (ternary 60 1 (hasSuffix "m" $inHand)) -}}
{{- if ge (add $seconds 15) (int64 $v.terminationGracePeriodSeconds) -}}
{{- fail (printf "A stop takes longer than db-scheduler.shutdown-max-wait, %s: set terminationGracePeriodSeconds to more than %d." $inHand (add $seconds 15)) -}}
{{- end -}}
{{- end -}}
{{- $instead := dict
      "management.server.port" "it is 8081, as the NetworkPolicy says"
      "server.port" "it is 8080; callers see service.port"
      "server.ssl" "set tls.existingSecret"
      "spring.datasource.password" "set database.existingSecret"
      "spring.datasource.url" "set database.url"
      "spring.datasource.username" "set database.existingSecret"
      "spring.flyway.enabled" "Stillframe makes its own tables, and asks whether they are there"
      "spring.flyway.table" "Stillframe makes its own tables, and asks whether they are there"
      "spring.lifecycle.timeout-per-shutdown-phase" "set terminationGracePeriodSeconds; it is 15 s less"
      "spring.profiles.active" "set sandbox.enabled"
      "spring.webflux.base-path" "the probes ask /livez and /readyz; have the Ingress or the Gateway rewrite paths"
      "stillframe.secret-key" "a ConfigMap is not secret; set secretKey.existingSecret"
      "stillframe.secret-key-file" "set secretKey.existingSecret" -}}
{{- range $name, $_ := include "stillframe.settings" (dict "config" $v.config) | fromYaml -}}
{{- range $path, $why := $instead -}}
{{- if hasPrefix (print (include "stillframe.canonical" $path) ".") (print $name ".") -}}
{{- fail (printf "config: %s is not for you to set here: %s." $path $why) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
