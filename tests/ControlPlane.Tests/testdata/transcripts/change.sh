# Patches, edits, replacements, labels.

$ create -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map, labels: {app: x}}
data: {a: "1", b: "2"}

$ patch cm map -p '{"data":{"a":"9"}}'

$ patch cm map -p '{"data":{"a":"9"}}'

$ patch cm map --type=merge -p '{"data":{"b":null}}'

$ patch cm map --type=json -p '[{"op":"add","path":"/data/c","value":"3"},{"op":"remove","path":"/metadata/labels/app"}]'

$ patch cm map --type=json -p '[{"op":"remove","path":"/data/none"}]'

$ patch cm map --type=json -p '[{"op":"test","path":"/data/c","value":"4"}]'

$ patch cm map --type=json -p '{"a":"b"}'

$ patch cm map --type=merge -p '{"data":{"d":4}}'

$ patch cm map --type=merge -p '{"metadata":{"name":"other"}}'

$ patch cm map --type=merge -p '{"metadata":{"uid":"other"}}'

$ patch cm map --type=merge -p '{"metadata":{"resourceVersion":"1"}}'

$ patch cm map -p '{'

$ patch cm none -p '{}'

$ patch cm map --dry-run=server -p '{"data":{"a":"5"}}' -o jsonpath={.data}

> p.yaml
data:
  file: "yes"

$ patch cm map --patch-file p.yaml -o yaml

$ patch sa default -p '{"imagePullSecrets":[{"name":"a"}]}'

$ patch sa default -p '{"imagePullSecrets":[{"name":"b"}]}'

$ patch sa default -p '{"imagePullSecrets":[{"name":"a","$patch":"delete"}]}'

$ get sa default -o jsonpath={.imagePullSecrets}

$ patch ns {ns} -p '{"metadata":{"labels":{"team":"a"}}}'

$ patch cm map --subresource=status -p '{}'

$ KUBE_EDITOR="sed -i s/yes/no/" edit cm map

$ KUBE_EDITOR=true edit cm map

$ KUBE_EDITOR="sed -i s/^kind:.*/kind:Secret/" edit cm map

$ KUBE_EDITOR="sed -i s/no/maybe/" edit cm map --output-patch

$ KUBE_EDITOR="sed -i s/maybe/sure/" edit cm/map --save-config --validate

$ KUBE_EDITOR="false" edit cm map

$ edit cm none

$ label cm map a=b c=d

$ label cm map a=b

$ label cm map a=c

$ label cm map a=c --overwrite

$ label cm map c- none-

$ label cm map 'bad key=x'

$ label cm map a='bad value'

$ label cm --all all=yes

! sorted
$ label cm map --list

$ label ns {ns} x=y

$ label cm none a=b

$ label cm map dry=run --dry-run=server

$ label cm map q=r --resource-version=1 --overwrite

$ annotate cm map note='a long text'

$ annotate cm map note=other

$ annotate cm map note=other --overwrite

$ annotate cm map note-

$ annotate -f - from=stdin
apiVersion: v1
kind: ConfigMap
metadata: {name: map}

! without ^ +\{"apiVersion"
$ get cm map -o yaml

$ replace -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {new: "1"}

$ get cm map -o yaml

$ replace -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: none}

$ replace -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map, resourceVersion: "1"}

$ replace -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map, uid: aaaa}

$ replace --force -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: map}
data: {forced: "1"}

$ apply -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: still}
immutable: true
data: {a: "1"}

$ patch cm still -p '{"data":{"a":"2"}}'

$ patch cm still -p '{"immutable":false}'

$ patch secret none --type=strategic -p '{}'
