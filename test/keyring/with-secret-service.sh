#!/usr/bin/env bash
# Runs a command beside a real Secret Service: gnome-keyring on a D-Bus session of its own, with a keyring that is unlocked and
# lies in a folder that is gone afterwards.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  # A daemon that is left would hold the folder: the session ends with the command, and then it.
  exec dbus-run-session -- bash "${BASH_SOURCE[0]}" --inside "$@"
fi
shift

home=$(mktemp -d)
daemon=""
finish() {
  [ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true
  rm -rf "$home"
}
trap finish EXIT
export XDG_DATA_HOME="$home/data" XDG_RUNTIME_DIR="$home/run" XDG_CACHE_HOME="$home/cache"
mkdir -m 700 -p "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR" "$XDG_CACHE_HOME"

printf 'a password of nobody' | gnome-keyring-daemon --foreground --unlock --components=secrets > /dev/null 2>&1 &
daemon=$!
for _ in $(seq 100); do
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets 2> /dev/null | grep -q 'boolean true' && break
  sleep 0.1
done
"$@"
