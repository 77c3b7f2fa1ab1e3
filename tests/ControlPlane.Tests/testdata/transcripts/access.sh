# Who may do what.

$ auth can-i get pods

$ auth can-i '*' '*' --all-namespaces

$ auth can-i get nothings

$ auth can-i get /healthz

$ auth can-i get secrets --as=jane

$ auth can-i get secrets --as=jane -q

$ auth can-i get pods --subresource=log --as=jane

$ create serviceaccount robot

$ create role reader --verb=get,list --resource=configmaps

$ create role named --verb=delete --resource=secrets --resource-name=one

$ create rolebinding readers --role=reader --serviceaccount={ns}:robot --group=devs

$ create rolebinding named --role=named --serviceaccount={ns}:robot

$ auth can-i get cm --as=system:serviceaccount:{ns}:robot

$ auth can-i get configmaps/x --as=system:serviceaccount:{ns}:robot

$ auth can-i delete secrets/one --as=system:serviceaccount:{ns}:robot

$ auth can-i delete secrets/two --as=system:serviceaccount:{ns}:robot

$ auth can-i get cm -n default --as=system:serviceaccount:{ns}:robot

$ auth can-i list cm --as=jane --as-group=devs

$ auth can-i get /healthz --as=jane

$ auth can-i get /nothing --as=jane --as-group=system:authenticated

# OpenShift's build lets everybody read /.well-known/
! sorted
! without \[/.well-known(/\*)?\]
$ auth can-i --list --as=system:serviceaccount:{ns}:robot

! sorted
! without \[/.well-known(/\*)?\]
$ auth can-i --list --as=jane --no-headers

! only ^\*|\[\*\]
$ auth can-i --list

$ auth whoami --as=system:serviceaccount:{ns}:robot

$ auth whoami --as=jane --as-group=devs --as-uid=1 -o yaml

$ auth whoami --as=jane -o jsonpath={.status.userInfo}

$ auth reconcile -f -
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: {ns}}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: {ns}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: fresh, namespace: {ns}}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get]}

$ get --raw /apis/rbac.authorization.k8s.io/v1/roles/reader

$ get role reader -o jsonpath={.rules}

$ get rolebinding readers -o jsonpath={.subjects}

$ auth reconcile --remove-extra-permissions --remove-extra-subjects -f -
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: {ns}}
rules:
- {apiGroups: [""], resources: [secrets], verbs: [get]}

$ get role reader -o jsonpath={.rules}

$ get cm --as=jane

$ get secrets --as=bob

$ get cm -A --as=jane

# Nothing runs here: there are no nodes.
! here ! error: the server doesn't have a resource type "nodes"
! here = 1
$ get nodes --as=bob

$ create cm x --as=bob

$ delete cm x --as=bob

$ patch cm x -p '{}' --as=bob

$ get --raw /metrics --as=bob

$ create role more --verb=* --resource=secrets --as=system:serviceaccount:{ns}:robot

$ create rolebinding editors --clusterrole=edit --serviceaccount={ns}:editor

$ create cm mine --as=system:serviceaccount:{ns}:editor

$ create role mine --verb=get --resource=secrets --as=system:serviceaccount:{ns}:editor

$ create rolebinding admins --clusterrole=admin --serviceaccount={ns}:boss

$ create role mine --verb=get --resource=secrets --as=system:serviceaccount:{ns}:boss

$ create role nodes --verb=get --resource=leases.coordination.k8s.io --as=system:serviceaccount:{ns}:boss

$ create rolebinding more --clusterrole=cluster-admin --user=x --as=system:serviceaccount:{ns}:boss

$ patch rolebinding admins --type=merge -p '{"roleRef":{"name":"view"}}'

$ create -f - -o yaml
apiVersion: authorization.k8s.io/v1
kind: SubjectAccessReview
spec:
  user: jane
  groups: [devs]
  resourceAttributes: {namespace: {ns}, verb: get, resource: secrets}

$ create -f - -o jsonpath={.status}
apiVersion: authentication.k8s.io/v1
kind: TokenReview
spec: {token: none}

$ --as=system:anonymous --as-group=system:unauthenticated get cm

$ --as=system:anonymous --as-group=system:unauthenticated auth whoami
