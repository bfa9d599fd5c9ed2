"""`python -m gansmith`, which is how torchrun starts it."""

import sys

from gansmith.cli import main

if __name__ == "__main__":
    sys.exit(main())
