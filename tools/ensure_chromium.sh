#!/usr/bin/env bash
# Succeeds when a Chromium is there for the browser tests, after trying to install one where that is allowed.
# tests/conftest.py looks in the same places.
set -euo pipefail

found() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

found && exit 0
as_root=""
if [ "$(id -u)" != 0 ]; then
  as_root="sudo -n"
fi
if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
  echo "Chromium is missing; installing it ..."
  $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null || true
fi
found && exit 0
echo "Missing: Chromium. On Debian: sudo apt install chromium" >&2
exit 1
