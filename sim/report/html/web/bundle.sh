#!/usr/bin/env bash
# Makes vendor/d3-report.min.js and its licences again from package-lock.json, in the folder given (default: vendor here).
# Needed only when package.json or entry.mjs change: the bundle is kept in the repository, so that neither a build nor a
# report needs npm or a network. tests/cli/report checks that the kept bundle is what this script makes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/vendor}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/package.json "$here"/package-lock.json "$here"/entry.mjs "$work"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
node_modules/.bin/esbuild entry.mjs --bundle --minify --format=iife --global-name=d3 --target=es2020 --charset=ascii \
  --legal-comments=none --log-level=warning --outfile=bundle.js
mkdir -p "$out"
{
  echo "The script d3-report.min.js is made of these packages, under these licences."
  for package in node_modules/d3-* node_modules/internmap; do
    printf '\n%s %s\n' "$(basename "$package")" "$(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$package/package.json" | head -1)"
    sed 's/[[:space:]]*$//' "$package/LICENSE"
  done
} >"$out/LICENSES.txt"
cp bundle.js "$out/d3-report.min.js"
