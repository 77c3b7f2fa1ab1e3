# The structure of kinds; descriptions are in our own words.

! only ^(GROUP|KIND|VERSION|FIELD|RESOURCE|DESC)|^ +[a-zA-Z]+\t|error
$ explain configmaps

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain secrets.metadata

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain sa --recursive

# Types that are alike are one type here.
! here KIND:  Namespace
! here VERSION:  v1
! here FIELD: status <NamespaceStatus>
! here FIELDS:
! here   conditions	<[]Condition>
! here   phase	<string>
! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain ns.status

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain leases.spec

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain roles

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain rolebindings.subjects

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain crd.spec.names

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain apiservices.spec

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain events --api-version=events.k8s.io/v1

! only ^(GROUP|KIND|VERSION|FIELD)|^ +[a-zA-Z]+\t
$ explain configmaps.data -o plaintext-openapiv2

$ explain nothing

$ explain cm.nothing

$ explain cm --api-version=v9
