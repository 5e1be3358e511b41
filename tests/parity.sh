#!/usr/bin/env bash
# Compares every numeric fixture with this library and prints the largest error of each file beside its tolerance.
# Usage: tests/parity.sh [FOLDER]    FOLDER holds panohead/, encoders/, editing/; default: WORKBENCH_FIXTURES, else tests/fixtures
set -euo pipefail
caller=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:-${WORKBENCH_FIXTURES:-}}
if [ -n "$folder" ]; then
    case $folder in /*) ;; *) folder=$caller/$folder ;; esac
    [ -d "$folder" ] || { echo "No folder '$folder'." >&2; exit 2; }
    export WORKBENCH_FIXTURES=$folder
fi
report=$(mktemp)
trap 'rm -f "$report"' EXIT
export WORKBENCH_PARITY_REPORT=$report
status=0
dotnet test --project tests/Workbench.Tests -c Release --filter-trait "Category=Parity" --no-progress || status=$?
echo
cat "$report"
exit "$status"
