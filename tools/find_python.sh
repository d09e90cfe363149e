#!/usr/bin/env bash
# Prints the first of the given commands that is Python 3.11 or newer with venv; else says by name what is missing.
set -euo pipefail

too_old=""
without_venv=""
for python in "$@"; do
  command -v "$python" >/dev/null 2>&1 && version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    too_old="$python is $version"
  elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    without_venv="$python"
  else
    echo "$python"
    exit 0
  fi
done

{
  if [ -n "$without_venv" ]; then
    echo "Missing: the venv module of $without_venv. On Debian or Ubuntu: sudo apt install python3-venv"
  elif [ -n "$too_old" ]; then
    echo "Missing: Python 3.11 or newer ($too_old). Name another one with: make setup PYTHON=/path/to/python3"
  else
    echo "Missing: Python 3.11 or newer. On Debian or Ubuntu: sudo apt install python3 python3-venv"
  fi
} >&2
exit 1
