#!/usr/bin/env bash
# Installs what tests/jupyter needs when it is absent (Debian and Ubuntu).
set -euo pipefail
packages=(python3-jupyter-client python3-nbconvert python3-jupyter-kernel-test python3-nbformat)
present() { /usr/bin/python3 -c 'import jupyter_client, nbconvert, jupyter_kernel_test, nbformat' 2>/dev/null; }
present && exit 0
if ! command -v apt-get >/dev/null; then
    echo "Install ${packages[*]} (names of Debian): this system has no apt-get." >&2
    exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Install ${packages[*]} as root: there is no sudo here." >&2
        exit 1
    fi
    root=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -qq
"${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
present || { echo "${packages[*]} were installed, but /usr/bin/python3 does not find them." >&2; exit 1; }
