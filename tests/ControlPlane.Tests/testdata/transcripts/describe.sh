# What describe makes of objects.

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map, labels: {app: x}, annotations: {note: hello}}
data: {a: "1"}
binaryData: {bin: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: secret}
stringData: {a: "12345"}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
imagePullSecrets: [{name: secret}]
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: lease}
spec: {holderIdentity: me, leaseDurationSeconds: 15}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: role}
rules:
- {apiGroups: [""], resources: [configmaps], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: binding}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: role}
subjects:
- {kind: ServiceAccount, name: robot, namespace: {ns}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec: {limits: [{type: openshift.io/Image, max: {storage: 1Gi}}]}
---
apiVersion: v1
kind: Event
metadata: {name: event}
involvedObject: {apiVersion: v1, kind: ConfigMap, name: map, namespace: {ns}}
reason: Changed
message: it was changed
type: Warning
source: {component: tester}
count: 3
firstTimestamp: 2026-01-01T00:00:00Z
lastTimestamp: 2026-01-01T00:00:10Z

$ describe cm map

$ describe secret secret

$ describe sa robot

$ describe lease lease

$ describe role role

$ describe rolebinding binding

$ describe limitrange limits

! without ago|Age
$ describe event event

$ describe ns {ns}

$ describe cm ma

$ describe cm none

$ describe cm -l app=x

$ describe clusterrolebinding cluster-admin

$ describe clusterrole cluster-admin

$ describe apiservice v1.apps

! without Type|Normal|Warning|^  ----|Events
$ describe deployment none

! only Changed|LAST
$ get events

! only Changed
$ get events --field-selector involvedObject.name=map,reason=Changed

! only Changed
$ get events.v1.events.k8s.io -o custom-columns=R:.reason,N:.note

! only Changed
$ events --for cm/map

! only Changed
$ events --types=Warning -o name

! only Changed
$ get events -o wide
