# What the server says of itself.

! only ^(NAME|configmaps|events|limitranges|namespaces|resourcequotas|secrets|serviceaccounts|services|customresourcedefinitions|apiservices|deployments|leases|roles|rolebindings|clusterroles|selfsubject|subjectaccess|localsubject|tokenreviews|validatingadmissionpol)
$ api-resources

! only ^(NAME|configmaps|events|namespaces|secrets|customresourcedefinitions|apiservices|deployments|leases|roles|selfsubjectaccess|tokenreviews)
$ api-resources -o wide

! sorted
$ api-resources --api-group=rbac.authorization.k8s.io -o name

! sorted
$ api-resources --api-group=authorization.k8s.io --namespaced=true

$ api-resources --api-group=none.example.com

! only ^deployments|^configmaps
$ api-resources --verbs=deletecollection -o name

! only ^(roles|events)
$ api-resources --namespaced --sort-by=name

! only ^(v1|apps|rbac.authorization|authorization|authentication|events|coordination|batch|policy|apiextensions|apiregistration)
$ api-versions

# A version of its own, of the same Kubernetes.
! here Client Version: v1.32.4-dispatcher
! here Kustomize Version: v5.5.0
! here Server Version: v1.36.0+imagestreams
$ version

! only debug
$ cluster-info
