# The imperative commands: their bodies are protocol buffers.

$ create namespace {ns}-2

$ create namespace {ns}-2

$ create ns {ns}-3 --dry-run=server -o name

$ get ns {ns}-2 -o yaml

$ create configmap literal --from-literal=a=b --from-literal=c=

$ get cm literal -o yaml

> app.properties
color=blue
size=3

> env
A=1
B=two words

$ create configmap files --from-file=app.properties --from-file=renamed=env

$ create configmap env --from-env-file=env --append-hash

$ get cm -o name

$ get cm files -o jsonpath={.data}

$ create configmap literal

$ create configmap BAD_NAME

$ create secret generic text --from-literal=user=admin --from-literal=empty= --type=example.com/own

$ get secret text -o yaml

$ create secret docker-registry pull --docker-server=r.example.com --docker-username=u --docker-password=p --docker-email=e@example.com

$ get secret pull -o go-template={{index .data ".dockerconfigjson" | base64decode}}

> tls.crt
-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUcZ4yLnNTXWmUZGKtK3MnQxyTsu0wCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjAxMDEwMDAwMDBaGA8yMTI1MTIwODAwMDAw
-----END CERTIFICATE-----

$ create secret tls bad --cert=tls.crt --key=tls.crt

$ create secret tls missing --cert=none.crt --key=none.key

$ create serviceaccount robot

$ get sa robot -o yaml

! only ^eyJ|<token>
$ create token robot

$ create token robot --duration=1s

! only <token>
$ create token robot --audience=me --duration=20m --bound-object-kind=Secret --bound-object-name=text

$ create token robot --bound-object-kind=Secret --bound-object-name=none

$ create token nobody

$ create role reader --verb=get,list,watch --resource=configmaps,deployments.apps --resource-name=a

$ get role reader -o yaml

$ create role status --verb=update --resource=deployments/status

$ create role wrong --verb=get --resource=nothings

$ create clusterrole {ns}-reader --verb=get --resource=namespaces,secrets

$ create clusterrole {ns}-urls --verb=get --non-resource-url=/logs/*

$ create clusterrole {ns}-sum --aggregation-rule=example.com/{ns}=true

$ get clusterrole {ns}-reader {ns}-urls {ns}-sum -o yaml

$ create rolebinding readers --role=reader --serviceaccount={ns}:robot --user=jane --group=devs

$ create rolebinding viewers --clusterrole=view --user=jane

$ get rolebinding readers viewers -o yaml

$ create rolebinding none

$ create clusterrolebinding {ns}-all --clusterrole={ns}-reader --group=devs

$ get clusterrolebinding {ns}-all -o yaml

$ create quota limits --hard=cpu=1,memory=1G,pods=2,count/secrets=20 --scopes=NotBestEffort

$ get quota limits -o jsonpath={.spec}

$ create deployment web --image=example.com/web:1 --replicas=0 --port=8080 -- run --fast

$ get deployment web -o jsonpath={.spec.replicas}{.spec.selector}{.spec.template.metadata}{.spec.template.spec.containers[*].command}{.spec.template.spec.containers[*].ports}

$ create job once --image=example.com/job:1 -- date

$ get job once -o jsonpath={.spec.template.spec.restartPolicy}{.spec.template.spec.containers[0].command}

$ create cronjob often --image=example.com/job:1 "--schedule=*/5 * * * *" --restart=OnFailure -- date

$ create job from --from=cronjob/often

$ get cronjob often

$ create service clusterip inner --tcp=80:8080 --tcp=443

$ create service nodeport outer --tcp=80

$ create service loadbalancer front --tcp=80:web

$ create service externalname far --external-name=example.com

$ get svc inner outer front far -o jsonpath={range .items[*]}{.metadata.name} {.spec.type} {.spec.selector} {.spec.externalName}{"\n"}{end}

$ get svc inner -o jsonpath={.spec.ports}

$ create poddisruptionbudget half --selector=app=web --min-available=50%

$ get pdb half -o jsonpath={.spec}

$ get pdb half

$ run pod --image=example.com/pod:1 --env=A=b --labels=app=pod --port=80 --restart=Never --command -- sh -c "sleep 1"

$ get pod pod -o jsonpath={.metadata.labels}{.spec.containers[0].name}{.spec.containers[0].image}{.spec.containers[0].env}{.spec.containers[0].command}{.spec.restartPolicy}

$ run pod2 --image=example.com/pod:1 --overrides={"spec":{"nodeName":"n"}} --dry-run=server -o jsonpath={.spec.nodeName}

$ expose pod pod --port=80 --target-port=web --name=pod

$ get svc pod -o jsonpath={.spec.selector}{.spec.ports[0].targetPort}

$ expose deployment web --port=80

$ delete ns {ns}-2 --wait=false

$ delete clusterrole {ns}-reader {ns}-urls {ns}-sum

$ delete clusterrolebinding {ns}-all
