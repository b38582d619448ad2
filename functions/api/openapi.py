"""`python -m functions.api.openapi`: the HTTP contract as OpenAPI 3.1, from the routes themselves."""

import json
import sys

from functions.api.app import app

DESCRIPTION = (
    "A college timetable that stays true while people are on leave. Trailing slashes are canonical; requests "
    "without them work too. Refusals are application/problem+json with a stable `code`."
)


def document() -> str:
    """The document as indented JSON, stable from run to run."""
    text = app.get_openapi_json_schema(
        title="Dayorder", version="1.0.0", description=DESCRIPTION, openapi_version="3.1.0"
    )
    return json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
