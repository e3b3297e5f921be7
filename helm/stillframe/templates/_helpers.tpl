{{/* What all is called. */}}
{{- define "stillframe.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Never change these: a Deployment's selector cannot be changed. The pod of the chart's test has another component. */}}
{{- define "stillframe.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: service
{{- end -}}

{{- define "stillframe.testLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{/* Beside one of the two above. */}}
{{- define "stillframe.moreLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "stillframe.labels" -}}
{{ include "stillframe.selectorLabels" . }}
{{ include "stillframe.moreLabels" . }}
{{- end -}}

{{/* "yes" if more than one pod may work at the same time. */}}
{{- define "stillframe.replicated" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) }}yes{{ end -}}
{{- end -}}

{{/* "yes" if H2 needs a volume: neither PostgreSQL nor the sandbox. */}}
{{- define "stillframe.onH2" -}}
{{- if not (or .Values.sandbox.enabled .Values.database.url) }}yes{{ end -}}
{{- end -}}

{{- define "stillframe.claim" -}}
{{- .Values.database.persistence.existingClaim | default (printf "%s-data" (include "stillframe.fullname" . | trunc 58 | trimSuffix "-")) -}}
{{- end -}}

{{- define "stillframe.scheme" -}}
{{- ternary "https" "http" (not (empty .Values.tls.existingSecret)) -}}
{{- end -}}

{{/* The setting at .path of .config, such as "stillframe.rights"; nothing where there is none. */}}
{{- define "stillframe.setting" -}}
{{- $at := .config -}}
{{- range splitList "." .path -}}
{{- if kindIs "map" $at }}{{ $at = get $at . }}{{ else }}{{ $at = "" }}{{ end -}}
{{- end -}}
{{- $at | default "" -}}
{{- end -}}
