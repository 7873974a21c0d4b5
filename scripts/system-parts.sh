#!/usr/bin/env bash
# Installs the Debian packages that the tests talk to. Where apt can't be used, says which command is wanted.
set -u
packages=(chromium fonts-noto-cjk influxdb mosquitto mosquitto-clients mbpoll openssl python3-pymodbus python3-serial-asyncio strace)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
install="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "!!! The tests need: ${missing[*]}" >&2
  echo "!!! Run as root: $install" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
