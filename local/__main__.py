"""`python -m local`: starts the product on this machine, as `make up` does."""

import sys

from local import up

if __name__ == "__main__":
    sys.exit(up.main())
