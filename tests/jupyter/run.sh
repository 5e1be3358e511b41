#!/usr/bin/env bash
# The published kernel under Jupyter: its test kit, then nbconvert over every notebook.
# Usage: tests/jupyter/run.sh   Last line: "jupyter: N passed, M failed". Nothing is written to the user's Jupyter folders.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python=/usr/bin/python3 # Debian's packages are seen by Debian's interpreter only
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export JUPYTER_DATA_DIR="$work/data" JUPYTER_RUNTIME_DIR="$work/runtime" JUPYTER_CONFIG_DIR="$work/config" IPYTHONDIR="$work/ipython"
passed=0 failed=0

stop() { echo "$1" >&2; echo "jupyter: $passed passed, $((failed + 1)) failed"; exit 1; }

tests/jupyter/packages.sh || stop "Jupyter's test packages are missing."
dotnet build src/Workbench.Cli -c Release -v quiet -nologo || stop "The command cannot be built."
dotnet src/Workbench.Cli/bin/Release/net10.0/workbench.dll kernel install || stop "The kernel cannot be installed."

kit=$(timeout --kill-after=30 10m "$python" tests/jupyter/test_kernel.py --verbose 2>&1)
echo "$kit"
total=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} .*/\1/p' <<<"$kit")
# a test with several failing samples is one failed test; a skipped one has not passed
bad=$(sed -n 's/^\(FAIL\|ERROR\): \([a-z_A-Z]*\).*/\2/p; s/^\(test_[a-z_]*\) .* skipped .*/\1/p' <<<"$kit" | sort -u | wc -l)
if [ "${total:-0}" -eq 0 ]; then failed=$((failed + 1)); else passed=$((passed + total - bad)) failed=$((failed + bad)); fi

for notebook in notebooks/*.ipynb; do
    if timeout --kill-after=30 15m "$python" -m nbconvert --execute --to notebook --ExecutePreprocessor.timeout=600 --output-dir "$work/executed" "$notebook"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$notebook does not run under nbconvert." >&2
    fi
done
echo "jupyter: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
