"""doc_examples.py JSON

Every public item of the crate has an example in its documentation, which cargo test runs. JSON is what rustdoc writes with
--output-format json. Fields, variants and what a trait of others demands are told by the item they belong to.
"""

import json
import re
import sys

KINDS = {"function", "struct", "enum", "union", "trait", "constant", "static", "type_alias", "macro", "module"}

with open(sys.argv[1]) as file:
    index = json.load(file)["index"]

of_traits = set()
for item in index.values():
    implementation = item["inner"].get("impl")
    if implementation and implementation["trait"]:
        of_traits.update(str(member) for member in implementation["items"])

passed, failed = 0, 0
for key, item in index.items():
    kind = next(iter(item["inner"]))
    public = item["visibility"] == "public" and item["crate_id"] == 0
    if kind not in KINDS or not public or key in of_traits:
        continue
    if re.search(r"^```(rust|no_run)?$", item["docs"] or "", re.MULTILINE):
        passed += 1
    else:
        failed += 1
        where = item["span"]
        print(f"no example: {kind} {item['name']}, {where['filename']}:{where['begin'][0]}")
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0 or passed == 0)
