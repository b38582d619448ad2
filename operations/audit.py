"""Known vulnerabilities of everything that is locked: `python -m operations.audit PIP_AUDIT LOCK...`

Ends with 1 where there is one. Without a way to PyPI's advisories there is nothing to compare with: it says
so and ends with 0, because checks work without the internet.
"""

import json
import subprocess
import sys


def main(program: str, *locks: str) -> int:
    files = [argument for lock in locks for argument in ("--requirement", lock)]
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    ran = subprocess.run([program, *files, *options], capture_output=True, text=True, check=False)
    if not ran.stdout and "ConnectionError" not in ran.stderr:
        print(ran.stderr or "pip-audit said nothing")
        return 2
    audited = json.loads(ran.stdout)["dependencies"] if ran.stdout else []
    asked = [package for package in audited if "vulns" in package]
    found = [(package, known) for package in asked for known in package["vulns"]]
    for package, known in found:
        fixed = ", ".join(known["fix_versions"]) or "none yet"
        print(f"{package['name']} {package['version']}: {known['id']} (fixed in: {fixed})")
    if not asked:
        print("  · no audit of dependencies: PyPI's advisories can't be reached from here")
    elif not found:
        print(f"  · {len(asked)} of {len(audited)} dependencies are audited: nothing known against them")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
