# Reading, in every form.

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: one, labels: {app: x, tier: front}, annotations: {note: hello}}
data: {a: "1", b: "2"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two, labels: {app: x}}
data: {multi: "line 1\nline 2\n"}
binaryData: {bin: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: three, labels: {app: y}}
stringData: {a: "1"}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: four}
imagePullSecrets: [{name: three}]
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: five}
spec: {holderIdentity: me}

$ get cm

$ get cm -o wide

$ get cm one two

$ get cm/one secret/three lease/five

$ get cm,secret,sa,lease

! only ^NAME|{ns}
$ get cm -A

$ get cm --show-labels

$ get cm -L app,tier

$ get cm -l app=x,tier!=front

$ get cm -l 'app in (x, y),tier'

$ get cm -l '!app' -o name

$ get cm -l 'app=='

$ get cm -l 'a b'

$ get cm --field-selector metadata.name=one

$ get cm --field-selector metadata.name!=one,metadata.namespace={ns} -o name

$ get cm --field-selector data.a=1

$ get secret --field-selector type=Opaque

$ get cm --sort-by=.metadata.name -o name

$ get cm --sort-by={.data.a}

$ get cm --chunk-size=1 -o name

$ get cm one -o yaml

$ get cm two -o yaml --show-managed-fields

$ get cm one -o json

$ get cm -l app=x -o yaml

$ get cm one -o jsonpath={.data.a}

$ get cm -o jsonpath={.items[*].metadata.name}

$ get cm -o custom-columns=NAME:.metadata.name,A:.data.a

$ get cm one -o go-template={{.data.a}}

$ get cm one -o jsonpath-as-json={.data}

$ get cm one -o kyaml

$ get cm --no-headers

$ get cm none

$ get cm one none

$ get cm none --ignore-not-found

$ get cm -l app=none

$ get nothing

$ get cm/one two

$ get -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: one}

$ get --raw /api/v1/namespaces/{ns}/configmaps/none

$ get --raw /nothing

$ get --raw /healthz

$ get --raw /livez/ping

$ get cm one --server-print=false

$ get cm one --output-watch-events

$ get cm one -w --request-timeout=1s

$ get ns {ns}

$ get ns {ns} -o jsonpath={.metadata.labels}{.spec}{.status}

$ get sa

$ get lease five

$ get ns,cm one

! only {ns}|^NAME
$ get ns --field-selector metadata.name={ns},status.phase=Active

! only ^NAME|^cluster-admin|^view
$ get clusterroles

! only ^NAME|^cluster-admin
$ get clusterrolebindings -o wide

! only ^NAME|v1.apps|^v1\. |rbac
$ get apiservices

$ get clusterrole cluster-admin -o yaml

$ get clusterrolebinding cluster-admin -o yaml

$ get ns default -o yaml

! only ^NAME|^default
$ get ns

# There is no network: the address of the API server comes from the kubeconfig or the environment.
! here ! No resources found in default namespace.
$ get svc -n default
