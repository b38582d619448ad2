"""Another process that approves: a line in is a leave, who decides and when; a line out says what came of it."""

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
