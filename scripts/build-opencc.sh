#!/usr/bin/env bash
# Builds OpenCC 1.4 as a static library for the feature `opencc-rust`, with the sources of the `opencc` package on PyPI.
#
#   scripts/build-opencc.sh [PREFIX]        (default: target/opencc)
#
# Needs a C++ compiler, make and Python 3 with pip; CMake comes from pip where there is none. Takes about half a minute
# on two free cores. The dictionaries are files under PREFIX/share/opencc and are read from there when the program runs.
# Prints the variables that cargo needs:
#
#   eval "$(scripts/build-opencc.sh)" && cargo test --features opencc-rust
set -euo pipefail

version=1.4.2
root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${1:-$root/target/opencc}
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)

if [ ! -e "$prefix/lib/libopencc.a" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  {
    python3 -m pip download --quiet --no-deps --no-binary opencc --dest "$work" "opencc==$version"
    tar -xzf "$work/opencc-$version.tar.gz" -C "$work"
    if ! command -v cmake >/dev/null; then
      python3 -m pip install --quiet --target "$work/tools" cmake
      export PATH="$work/tools/bin:$PATH" PYTHONPATH="$work/tools"
    fi
    cmake -S "$work/opencc-$version" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
      -DENABLE_GTEST=OFF -DBUILD_DOCUMENTATION=OFF -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib
    cmake --build "$work/build" --parallel
    cmake --install "$work/build"
    # The trie library is linked on its own: keep it beside OpenCC's.
    find "$work/build" -name 'libmarisa.a' -exec cp {} "$prefix/lib/" \;
  } >&2
fi

cat <<VARIABLES
export OPENCC_DIR=$prefix
export OPENCC_LIBS=opencc:marisa
export OPENCC_STATIC=1
export OPENCC_DYLIB_STDCPP=1
VARIABLES
