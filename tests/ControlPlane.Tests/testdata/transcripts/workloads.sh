# What is done with workloads, although nobody runs them.

$ create deployment web --image=example.com/web:1 --replicas=0

$ set image deployment/web web=example.com/web:2

$ set env deployment/web A=b

$ set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m

$ set serviceaccount deployment web robot

$ set selector service/none app=x

$ get deployment web -o jsonpath={.spec.template.spec.containers[*].image}{.spec.template.spec.containers[*].env}{.spec.template.spec.containers[*].resources}{.spec.template.spec.serviceAccountName}

$ rollout pause deployment/web

$ rollout resume deployment/web

$ get deployment web -o jsonpath={.spec.paused}

$ rollout restart deployment/web

$ get deployment web -o jsonpath={.spec.template.metadata.annotations}

! status
$ rollout history deployment/none

$ rollout restart deployment/none

$ create rolebinding b --clusterrole=view --user=a

$ set subject rolebinding b --user=c --serviceaccount={ns}:robot

$ get rolebinding b -o jsonpath={.subjects}

$ delete deployment web
