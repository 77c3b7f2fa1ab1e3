# API services.

$ apply -f -
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.{ns}.example.com}
spec: {group: {ns}.example.com, version: v1, groupPriorityMinimum: 1000, versionPriority: 15, insecureSkipTLSVerify: true, service: {name: none, namespace: {ns}}}

! eventually
$ wait --for=jsonpath={.status.conditions[0].status}=False apiservice/v1.{ns}.example.com --timeout=20s

$ get apiservice v1.{ns}.example.com

$ get apiservice v1.{ns}.example.com -o jsonpath={.status}

$ get things.{ns}.example.com

$ get --raw /apis/{ns}.example.com/v1

$ describe apiservice v1.{ns}.example.com

$ apply -f -
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: wrong}
spec: {group: {ns}.example.com, version: v1, groupPriorityMinimum: 1000, versionPriority: 15}

$ label apiservice v1.{ns}.example.com a=b

$ patch apiservice v1.{ns}.example.com --type=merge -p '{"spec":{"versionPriority":0}}'

$ delete apiservice v1.{ns}.example.com

$ get apiservice v1.{ns}.example.com
