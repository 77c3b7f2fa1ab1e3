# A kind of one's own.

$ apply -f -
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boxes.{ns}.example.com}
spec:
  group: {ns}.example.com
  scope: Namespaced
  names: {plural: boxes, singular: box, kind: Box, shortNames: [bx], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns:
    - {name: Size, type: integer, jsonPath: .spec.size}
    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
    - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
    - {name: Note, type: string, jsonPath: .spec.note, priority: 1}
    selectableFields: [{jsonPath: .spec.note}]
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            description: What a box is like.
            type: object
            required: [size]
            properties:
              size: {type: integer, minimum: 1, description: How big it is.}
              color: {type: string, enum: [red, blue], default: red}
              note: {type: string, maxLength: 5}
              parts: {type: array, items: {type: object, required: [name], properties: {name: {type: string}, n: {type: integer}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]}
          status:
            type: object
            properties:
              size: {type: integer}
              conditions: {type: array, items: {type: object, properties: {type: {type: string}, status: {type: string}}}}

$ wait --for=condition=Established crd/boxes.{ns}.example.com --timeout=20s

$ wait --for=condition=NamesAccepted=True crd/boxes.{ns}.example.com --timeout=20s

$ wait --for=condition=Nothing crd/boxes.{ns}.example.com --timeout=1s

$ get crd boxes.{ns}.example.com

! without prose
$ get crd boxes.{ns}.example.com -o jsonpath={.status.acceptedNames}{.status.storedVersions}{.spec.conversion}{.spec.names.listKind}

! eventually
$ get boxes

$ api-resources --api-group={ns}.example.com

$ create -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: one}
spec: {size: 1, note: hi, parts: [{name: a, n: 1}]}

$ apply -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: two}
spec: {size: 2}

$ apply -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: two}
spec: {size: 3, color: blue}

$ get bx

$ get bx -o wide

$ get box one -o yaml

$ get boxes.v1.{ns}.example.com -o name

$ get bx --sort-by=.spec.size -o name

$ get bx --field-selector spec.size=1

$ apply -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: bad}
spec: {size: 0, note: too long, color: green}

$ apply -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: bad}
spec: {note: x}

$ apply -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: bad}
spec: {size: 1, other: x}

$ apply --validate=warn -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: pruned}
spec: {size: 1, other: x}

$ apply -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: bad}

$ apply --server-side -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: three}
spec: {size: 1, parts: [{name: a, n: 1}, {name: b, n: 1}]}

$ apply --server-side --field-manager=other -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: three}
spec: {parts: [{name: b, n: 2}, {name: c, n: 3}]}

$ apply --server-side --field-manager=other --force-conflicts -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: three}
spec: {parts: [{name: b, n: 2}, {name: c, n: 3}]}

$ get bx three -o yaml --show-managed-fields

$ patch bx one --type=merge -p '{"spec":{"size":5}}'

$ patch bx one --type=json -p '[{"op":"replace","path":"/spec/size","value":6}]'

$ patch bx one -p '{"spec":{"size":7}}'

$ patch bx one --type=merge --subresource=status -p '{"status":{"size":5,"conditions":[{"type":"Ready","status":"True"}]}}'

$ wait --for=condition=Ready bx/one --timeout=5s

$ get bx one -o jsonpath={.metadata.generation}

$ get bx one

$ get bx one --subresource=status -o jsonpath={.status.size}

$ KUBE_EDITOR="sed -i s/hi/ho/" edit bx one

$ label bx --all a=b

$ describe bx two

! only ^(GROUP|KIND|VERSION|FIELD|DESC)|^ +[a-zA-Z]+\t|What|How
$ explain bx.spec

$ explain bx.spec.size

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain bx --recursive

! only box
$ get all

$ diff -f -
apiVersion: {ns}.example.com/v1
kind: Box
metadata: {name: two}
spec: {size: 4, color: blue}

$ delete bx one two

$ apply -f -
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: wrong.{ns}.example.com}
spec:
  group: {ns}.example.com
  scope: Namespaced
  names: {plural: boxes, kind: Box}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]

$ describe crd boxes.{ns}.example.com

$ delete crd boxes.{ns}.example.com --timeout=30s

$ get boxes

$ get crd boxes.{ns}.example.com
