"""Another process that approves: in come leaves, who decides and when; out, what came of each."""

import os
import sys

from tests.support import api


def main() -> None:
    for line in sys.stdin:
        leave, account, now = line.split()
        os.environ["NOW"] = now
        url = f"/facultyunavailability/{leave}/approve/"
        answer = api.call(None, "POST", url, {"plan_revision": 0}, bearer=api.token(int(account)))
        print(leave, answer.status, flush=True)


if __name__ == "__main__":
    main()
