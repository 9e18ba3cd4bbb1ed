#!/usr/bin/env python3
"""Every answer is what openapi.json says: asks a server for targets of each kind, by each method, and validates the bodies by
the schemas that the description names for their codes; and what the server takes is what it says, too.

    openapi.py URL

The server is one that may be written to, over an archive of corpora/.
"""
import json
import sys
import urllib.error
import urllib.request

import jsonschema

HITS = ("q=observation+mission", "q=%22observation+mission%22&explain=on&show-fields=all", "q=vote&highlight=off",
        "q=*&order-by=newest&page-size=3", "cursor=*&order-by=oldest&page-size=2", "q=nothingofthekind",
        "q=the+observers+OR+xyzzy&expand=on", "q=elektions~&facet=place,section,tag&timeline=month&normalize=on",
        "q=mission&page-size=0&timeline=year&collapse=text&keywords=5", "q=vote&half-life=30d", "q=vote&timeout=1ms",
        "q=observaton")
ASKED = [("GET", f"/v1/search?{query}", None) for query in HITS] + [
    ("GET", "/v1/search?page=0", None), ("GET", "/v1/search?nonsense=1", None), ("GET", "/v1/search?q=a&q=b", None),
    ("GET", "/v1/facets?facet=source&q=vote", None), ("GET", "/v1/facets?q=vote", None),
    ("GET", "/v1/timeline?timeline=month", None), ("GET", "/v1/articles?ids=none", None),
    ("GET", "/v1/suggest?prefix=obs", None), ("GET", "/v1/suggest?prefix=obs&limit=0", None), ("GET", "/v1/info", None),
    ("GET", "/healthz", None), ("GET", "/readyz", None), ("GET", "/openapi.json", None),
    ("POST", "/v1/articles", '{"id": "posted,1", "title": "Posted", "text": "A text."}'),
    ("POST", "/v1/articles", '{"id": "posted,1", "title": "Posted", "text": "A text."}\n{"id": "no body"}\n'),
    ("POST", "/v1/articles", '[{"id": "posted,1", "title": "Posted", "text": "A text."}]'),
    ("POST", "/v1/articles", "[]"), ("GET", "/v1/articles?ids=%22posted,1%22,none", None),
    ("DELETE", "/v1/articles?ids=%22posted,1%22,none", None), ("DELETE", "/v1/articles", None),
]


def ask(url, method, target, body):
    request = urllib.request.Request(url + target, data=body.encode() if body else None, method=method)
    if body:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.headers.get_content_type(), problem.read()


def faults_of(description, schema, value):
    errors = jsonschema.Draft202012Validator({**schema, "components": description["components"]}).iter_errors(value)
    return "; ".join(f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:200] for error in errors) or None


def judge_sent(description, method, target, sent, code):
    """What is wrong with a body that was taken; None: nothing, or it is lines."""
    if code != 200 or not sent or "\n" in sent:
        return None
    request = description["paths"][target.split("?")[0]][method.lower()]["requestBody"]
    return faults_of(description, request["content"]["application/json"]["schema"], json.loads(sent))


def judge(description, method, target, code, kind, body):
    """What is wrong with an answer; None: nothing."""
    operation = description["paths"][target.split("?")[0]][method.lower()]
    response = operation["responses"].get(str(code))
    if not response:
        return f"the code {code} is not told of"
    if kind not in response["content"]:
        return f"the type {kind} is not told of"
    return faults_of(description, response["content"][kind]["schema"], json.loads(body))


def main():
    url = sys.argv[1]
    description = json.loads(ask(url, "GET", "/openapi.json", None)[2])
    for schema in description["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    faults = 0
    for method, target, body in ASKED:
        answer = ask(url, method, target, body)
        fault = judge(description, method, target, *answer) or judge_sent(description, method, target, body, answer[0])
        if fault:
            print(f"openapi: {method} {target}: {fault}")
            faults += 1
    if faults:
        sys.exit(1)
    print(f"openapi: {len(ASKED)} answers are as told")


if __name__ == "__main__":
    main()
