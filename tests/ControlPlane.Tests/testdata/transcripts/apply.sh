# Client-side and server-side apply.

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map, labels: {app: x}}
data: {a: "1", b: "2"}

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map, labels: {app: x}}
data: {a: "1", b: "2"}

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {a: "2", c: "3"}

$ get cm map -o yaml --show-managed-fields

$ apply view-last-applied cm/map

$ apply view-last-applied cm/map -o json

$ create cm bare

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: bare}
data: {a: "1"}

$ apply view-last-applied cm/kube-root-ca.crt

> set.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {z: "1"}

$ apply set-last-applied -f set.yaml

$ apply view-last-applied cm/map

$ KUBE_EDITOR="sed -i s/z:/y:/" apply edit-last-applied cm/map

$ apply --dry-run=server -f set.yaml

$ apply --dry-run=client -f set.yaml -o yaml

$ apply --dry-run=server -f set.yaml -o yaml

$ diff -f set.yaml

$ diff --server-side -f set.yaml

$ apply --server-side -f set.yaml

$ get cm map -o yaml --show-managed-fields

$ diff --server-side -f set.yaml

$ diff -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: new}

$ apply --server-side --field-manager=other -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {z: "2"}

$ apply --server-side --field-manager=other --force-conflicts -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {z: "2"}

$ apply --server-side --dry-run=server -f set.yaml

$ apply --server-side -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
data: {b: 2}

$ apply --server-side --validate=false -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
data: {b: "2"}
more: x

$ apply --server-side -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
more: x

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: second, lables: {a: b}}
more: x

$ apply --validate=warn -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: third, lables: {a: b}}
more: x

$ apply --validate=ignore -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: fourth, lables: {a: b}}

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: "Not Valid", labels: {"a b": "c d"}}

$ apply -f -
kind: ConfigMap
metadata: {name: x}

$ apply -f -
apiVersion: v1
kind: Nothing
metadata: {name: x}

$ apply -f -
apiVersion: v1
kind: ConfigMap

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: x, namespace: other}

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: x, namespace: {ns}-none}

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {generateName: x-}

$ create -f -
apiVersion: v1
kind: ConfigMap
metadata: {generateName: gen-}

$ create -f - -o yaml
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: l1}
- apiVersion: v1
  kind: Secret
  metadata: {name: l2}
  stringData: {a: b}

$ create -f - --dry-run=server
apiVersion: v1
kind: ConfigMap
metadata: {name: l1}

$ create -f - --edit=false --save-config
apiVersion: v1
kind: ConfigMap
metadata: {name: saved}

$ get cm saved -o jsonpath={.metadata.annotations}

> kustomization.yaml
namePrefix: k-
configMapGenerator:
- name: made
  literals: [a=b]
  options: {disableNameSuffixHash: true}

$ apply -k .

$ delete -k .

$ apply -f none.yaml
