#!/usr/bin/env python3
"""Asks a real kube-apiserver what it answers, and keeps the answers beside the questions.

Run by hand: KUBECONFIG=... ./record.py [FILE ...]   (Kubernetes 1.36; a server of its own, nothing else in it)
Each FILE holds questions; the answers under "want" are written anew.
"""
import http.client, json, os, re, ssl, sys, time, urllib.parse
import subprocess

config = json.loads(subprocess.check_output(["kubectl", "config", "view", "--raw", "--minify", "-o", "json"]))
server = urllib.parse.urlparse(config["clusters"][0]["cluster"]["server"])
token = config["users"][0]["user"]["token"]
context = ssl._create_unverified_context()


def call(method, path, body=None, content_type="application/json", accept="application/json", agent="record/1"):
    connection = http.client.HTTPSConnection(server.hostname, server.port, context=context)
    data = body if isinstance(body, (str, bytes, type(None))) else json.dumps(body)
    connection.request(method, path, data, {
        "Authorization": "Bearer " + token, "Content-Type": content_type, "Accept": accept, "User-Agent": agent})
    answer = connection.getresponse()
    text = answer.read()
    warnings = [re.match(r'299 - "(.*)"$', w).group(1).replace('\\"', '"').replace("\\\\", "\\")
                for w in answer.headers.get_all("Warning") or []]
    is_json = "json" in (answer.headers.get("Content-Type") or "")
    return answer.status, json.loads(text) if is_json else {"message": text.decode()}, warnings


def failure(status):
    kept = {"code": status.get("code"), "reason": status.get("reason"), "message": status.get("message")}
    if status.get("details", {}).get("causes"):
        kept["causes"] = sorted(status["details"]["causes"], key=lambda c: (c.get("field", ""), c.get("message", "")))
    return kept


def define(schema, columns=None, served=True, plural="widgets", group="record.example"):
    name = f"{plural}.{group}"
    kind = plural[:-1].capitalize()
    crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    remove(name)
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema},
               "subresources": {"status": {}}}
    if columns is not None:
        version["additionalPrinterColumns"] = columns
    code, answer, _ = call("POST", crds, {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": name},
        "spec": {"group": group, "scope": "Namespaced", "names": {"plural": plural, "kind": kind}, "versions": [version]}})
    if code != 201:
        raise SystemExit(f"{answer['message']}")
    path = f"/apis/{group}/v1/namespaces/default/{plural}"
    deadline = time.time() + 30
    while time.time() < deadline:
        code, _, _ = call("GET", path)
        if code == 200:
            time.sleep(0.5)
            return path, {"apiVersion": f"{group}/v1", "kind": kind}
        time.sleep(0.1)
    raise SystemExit("not served")


def remove(name):
    crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    call("DELETE", f"{crds}/{name}")
    for _ in range(600):
        if call("GET", f"{crds}/{name}")[0] == 404:
            return
        time.sleep(0.1)


def record_validation(questions):
    """Documents of one schema: what is refused and how, what is dropped, what is filled in."""
    for number, question in enumerate(questions):
        plural = f"validation{number}s"
        path, type_ = define(question["schema"], plural=plural)
        for case in question["cases"]:
            name = "x"
            if "old" in case:
                old = dict(type_, metadata={"name": name}, **case["old"])
                loose, _ = define(case["oldSchema"], plural=plural)
                assert call("POST", path, old)[0] == 201
                crd = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.record.example"
                patch = [{"op": "replace", "path": "/spec/versions/0/schema/openAPIV3Schema", "value": question["schema"]}]
                assert call("PATCH", crd, patch, "application/json-patch+json")[0] == 200
                time.sleep(3)
                current = call("GET", f"{path}/{name}")[1]
                document = dict(type_, metadata={"name": name, "resourceVersion": current["metadata"]["resourceVersion"]}, **case["document"])
                code, answer, warnings = call("PUT", f"{path}/{name}", document)
            else:
                code, answer, warnings = call("POST", path, dict(type_, metadata={"name": name}, **case["document"]))
            if code >= 400:
                case["want"] = failure(answer)
            else:
                case["want"] = {"document": {k: v for k, v in answer.items() if k not in ("apiVersion", "kind", "metadata")}}
                if warnings:
                    case["want"]["warnings"] = sorted(warnings)
            call("DELETE", f"{path}/{name}")
        remove(f"{plural}.record.example")


def record_columns(questions):
    """What printer columns make of documents."""
    for number, question in enumerate(questions):
        plural = f"column{number}s"
        path, type_ = define(question["schema"], question["columns"], plural=plural)
        code, answer, _ = call("POST", path, dict(type_, metadata={"name": "x", "labels": {"a.b/c": "d"}}, **question["document"]))
        assert code == 201, answer
        code, table, _ = call("GET", path, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
        question["want"] = {"definitions": table["columnDefinitions"], "cells": table["rows"][0]["cells"]}
        remove(f"{plural}.record.example")


def record_definitions(questions):
    """CRDs: which are refused and how."""
    crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    for question in questions:
        crd = dict({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}, **question["definition"])
        name = crd["metadata"]["name"]
        remove(name)
        if "update" in question:
            code, answer, _ = call("POST", crds, crd)
            assert code == 201, answer
            for _ in range(100):
                current = call("GET", f"{crds}/{name}")[1]
                if any(c["type"] == "Established" and c["status"] == "True" for c in current.get("status", {}).get("conditions", [])):
                    break
                time.sleep(0.1)
            update = dict(crd, spec=question["update"], metadata={"name": name, "resourceVersion": current["metadata"]["resourceVersion"]})
            code, answer, warnings = call("PUT", f"{crds}/{name}", update)
        else:
            code, answer, warnings = call("POST", crds, crd)
        question["want"] = failure(answer) if code >= 400 else {"spec": answer["spec"]}
        remove(name)


def merged(target, patch):
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def shown(document):
    """What of a document does not depend on the server that made it."""
    kept = {k: v for k, v in document.items() if k not in ("apiVersion", "kind", "metadata")}
    metadata = document["metadata"]
    for name in ("labels", "annotations", "finalizers", "ownerReferences"):
        if name in metadata:
            kept[name] = metadata[name]
    entries = [dict(e, time="time" in e) for e in metadata.get("managedFields", [])]
    entries.sort(key=lambda e: (e["operation"], e["manager"], e["apiVersion"], e.get("subresource", "")))
    kept["managedFields"] = [{k: v for k, v in e.items() if k != "fieldsType"} for e in entries]
    return kept


def record_apply(questions):
    """Writes one after the other to one object, and who owns which field afterwards.

    A step may have "other": what releases before 1.36 and after its corrections answer, where 1.36.2 has a fault.
    """
    shared = {}
    for number, question in enumerate(questions):
        if "kind" in question:
            path, type_ = question["path"], {"apiVersion": question["apiVersion"], "kind": question["kind"]}
        else:
            key = json.dumps(question["schema"], sort_keys=True)
            if key not in shared:
                shared[key] = define(question["schema"], plural=f"apply{number}s")
            path, type_ = shared[key]
            question["type"] = type_
            question["steps"] = json.loads(json.dumps(question["steps"]).replace("OWN-KIND", type_["kind"]))
        name = f"x{number}"
        call("DELETE", f"{path}/{name}")
        for step in question["steps"]:
            before = call("GET", f"{path}/{name}")[1]
            exists = before.get("kind") != "Status"
            url = f"{path}/{name}" + (f"/{step['subresource']}" if "subresource" in step else "")
            query = "?" + urllib.parse.urlencode({"fieldManager": step["manager"], **({"force": "true"} if step.get("force") else {})})
            if step["op"] == "create":
                code, answer, _ = call("POST", path + query, merged(dict(type_, metadata={"name": name}), step["document"]))
            elif step["op"] == "update":
                code, answer, _ = call("PUT", url + query, merged(before, step["change"]))
            else:
                document = merged(dict(type_, metadata={"name": name}), step["document"])
                code, answer, _ = call("PATCH", url + query, document, "application/apply-patch+yaml")
            step.pop("want", None)
            if code >= 400:
                step["want"] = failure(answer)
            else:
                step["want"] = shown(answer)
                if exists:
                    step["want"]["isSame"] = answer["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]
        call("PATCH", f"{path}/{name}", {"metadata": {"finalizers": None}}, "application/merge-patch+json")
        call("DELETE", f"{path}/{name}")
    for path, _ in shared.values():
        remove(f"{path.rsplit('/', 1)[1]}.record.example")


RECORDERS = {
    "validation": record_validation, "columns": record_columns, "definitions": record_definitions, "apply": record_apply}

FILES = [("customresources", f"{name}.json") for name in RECORDERS if name != "apply"] + [("managedfields", "apply.json")]

if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    for path in sys.argv[1:] or [os.path.join(here, *name) for name in FILES]:
        with open(path) as f:
            questions = json.load(f)
        RECORDERS[os.path.splitext(os.path.basename(path))[0]](questions)
        with open(path, "w") as f:
            json.dump(questions, f, indent=2, ensure_ascii=False)
            f.write("\n")
        print("recorded", path)
