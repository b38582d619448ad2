"""`python -m local up|setup`: what the Makefile's verbs start."""

import sys

from local import up

if __name__ == "__main__":
    sys.exit(up.main())
