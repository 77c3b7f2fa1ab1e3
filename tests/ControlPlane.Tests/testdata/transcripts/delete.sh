# Deletion and waiting.

$ create cm a

$ create cm b

$ create cm c

$ delete cm a

$ delete cm a

$ delete cm a --ignore-not-found

$ delete cm a b

$ delete cm c --dry-run=server

$ delete cm c --now

$ create cm d

$ label cm d x=y

$ delete cm -l x=y

$ delete cm -l x=y

$ create -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: owner}

$ create cm kept

$ patch cm kept --type=merge -p '{"metadata":{"finalizers":["example.com/stay"]}}'

$ delete cm kept --wait=false

$ get cm kept -o jsonpath={.metadata.finalizers}{.metadata.deletionGracePeriodSeconds}

$ delete cm kept --timeout=1s

$ wait --for=delete cm/kept --timeout=1s

$ patch cm kept --type=merge -p '{"metadata":{"finalizers":["example.com/other"]}}'

$ patch cm kept --type=merge -p '{"metadata":{"finalizers":null}}'

$ wait --for=delete cm/kept --timeout=10s

$ wait --for=delete cm/never --timeout=10s

$ get cm kept

$ create cm fore

$ delete cm fore --cascade=foreground

$ create cm orph

$ delete cm orph --cascade=orphan

$ delete cm

$ delete cm --all --wait=false -n {ns}-none

$ delete nothing x

$ delete cm x y z --ignore-not-found

$ create secret generic s1

$ create secret generic s2

$ delete secrets --all

$ get secrets

$ delete -f -
apiVersion: v1
kind: ConfigMap
metadata: {name: owner}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: nobody}

$ delete --raw /api/v1/namespaces/{ns}/configmaps/none

$ create namespace {ns}-d

$ create cm inside -n {ns}-d

$ delete ns {ns}-d --timeout=30s

$ get ns {ns}-d

$ create cm inside -n {ns}-d

$ delete ns default

$ delete ns kube-system

$ create cm w

$ wait --for=jsonpath={.metadata.name}=w cm/w --timeout=5s

$ wait --for=jsonpath={.data.x}=1 cm/w --timeout=1s

$ wait --for=condition=Ready cm/w --timeout=1s

$ wait --for=create cm/w --timeout=5s

$ wait --for=create cm/none --timeout=1s

$ wait --for=condition=Ready cm/none --timeout=1s

$ wait --for=jsonpath={.status.phase}=Active ns/{ns} --timeout=5s

$ wait cm --all --for=jsonpath={.kind}=ConfigMap --timeout=5s
