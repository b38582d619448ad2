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
    audit = subprocess.run([program, *files, *options], capture_output=True, text=True, check=False)
    if not audit.stdout and "ConnectionError" not in audit.stderr:
        print(audit.stderr or "pip-audit said nothing")
        return 2
    packages = json.loads(audit.stdout)["dependencies"] if audit.stdout else []
    audited = [package for package in packages if "vulns" in package]
    vulnerabilities = [(package, vulnerability) for package in audited for vulnerability in package["vulns"]]
    for package, vulnerability in vulnerabilities:
        fixed = ", ".join(vulnerability["fix_versions"]) or "none yet"
        print(f"{package['name']} {package['version']}: {vulnerability['id']} (fixed in: {fixed})")
    if not audited:
        print("  · no audit of dependencies: PyPI's advisories can't be reached from here")
    elif not vulnerabilities:
        print(f"  · {len(audited)} of {len(packages)} dependencies are audited: nothing known against them")
    return 1 if vulnerabilities else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
