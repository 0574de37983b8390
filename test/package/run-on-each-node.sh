#!/usr/bin/env bash
# Installs a packed tarball in an empty folder on Node 22, 24 and 26 (the npm package `node`), runs it there, and says
# how large it is installed: at most 60 MB.
#
#     test/package/run-on-each-node.sh ideadunes-0.1.0.tgz
set -euo pipefail

tarball=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
most_kb=61440

for major in 22 24 26; do
  runtime="$scratch/node-$major"
  home="$scratch/home-$major"
  mkdir -p "$runtime" "$home/data"
  echo '{ "private": true, "allowScripts": { "node": true } }' > "$runtime/package.json"
  npm install --prefix "$runtime" --silent --no-audit --no-fund "node@$major"
  node="$runtime/node_modules/.bin/node"
  [[ $("$node" --version) == "v$major."* ]]
  (
    export PATH="$runtime/node_modules/.bin:$PATH" HOME="$home" XDG_STATE_HOME="$home" XDG_DATA_HOME="$home"
    mkdir -p "$home/project" && cd "$home/project"
    npm init --yes > /dev/null
    npm install --silent --no-audit --no-fund "$tarball"
    tool=node_modules/.bin/ideadunes
    [[ $("$tool" --version) == *" node-v$major."* ]]
    "$tool" sandbox start --detach --port 0 > /dev/null
    "$tool" bookings list --json > list.json
    "$node" -e 'if (JSON.parse(require("node:fs").readFileSync("list.json", "utf8")).data.length === 0) process.exit(1)'
    "$tool" doctor > /dev/null
    "$tool" plugins > /dev/null
    "$tool" sandbox stop > /dev/null
    "$node" --input-type=module -e 'await (await (await import("ideadunes/testing")).startSandbox()).close()'
    size_kb=$(du -sk node_modules | cut -f 1)
    printf 'Node %s: runs; %d MB installed, %d MB of them ideadunes itself\n' \
      "$("$node" --version)" $((size_kb / 1024)) $(($(du -sk node_modules/ideadunes | cut -f 1) / 1024))
    [ "$size_kb" -le "$most_kb" ]
  )
done
