#!/usr/bin/env bash
# setup.sh -- brings a machine from a bare checkout to what ./demo and ./test need.
#
#   tools/setup.sh STEP...
#
#   build     compiler, cmake, ninja and a Python with its headers
#   python    .venv with the distributions ycpp and pycrdt, built from this checkout
#   examples  what the examples import, into .venv
#   tests     GoogleTest, Google Benchmark, clang-tidy; pytest and clang-format into .venv
#   interop   node with Yjs, and .venv-peers with the upstream pycrdt
#   bench     what the benchmarks compare with, and draw with
#   rust      the engines that are written in Rust, for the benchmarks, where cargo is new enough
#   count     valgrind, for instruction counts
#   fuzz      clang with libFuzzer, and the tools of LLVM that measure coverage
#
# Looks before it acts: what is there is kept, and a second run takes no time and no network. System
# packages are installed with apt, as root or through sudo, and only those that are missing; without
# apt, or without the right to use it, the message says what to install. Everything else stays
# inside the checkout. Logs are in build/logs/.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/logs

say() { echo "setup: $*"; }
die() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

# quietly NAME COMMAND...: the output goes to a log, of which a failure shows the end.
quietly() {
  local log=build/logs/setup-$1.log
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    die "failed: $*" "the whole log is in $log"
  fi
}

# --- system packages ----------------------------------------------------------------------------

missing=()

want_command() { command -v "$1" >/dev/null || missing+=("$2"); }

want_header() {
  echo "#include <$1>" | "${CXX:-g++}" -std=c++20 -E -x c++ - >/dev/null 2>&1 || missing+=("$2")
}

install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    die "these are missing: ${missing[*]}" \
      "(names of Debian packages; there is no apt-get here, please install their like)"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
    if ! [ -t 0 ]; then as_root=(sudo -n); fi
    if ! command -v sudo >/dev/null || ! "${as_root[@]}" true; then
      die "these packages are missing and installing them needs root rights:" \
        "  apt-get install -y ${missing[*]}"
    fi
  fi
  say "installing with apt: ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300)
  quietly apt-update ${as_root[@]+"${as_root[@]}"} "${apt[@]}" update
  quietly apt-install ${as_root[@]+"${as_root[@]}"} "${apt[@]}" install --no-install-recommends \
    "${missing[@]}"
  missing=()
}

# need_version WHAT LEAST FOUND
need_version() {
  [ "$(printf '%s\n%s\n' "$2" "$3" | sort -V | head -n 1)" = "$2" ] ||
    die "$1 $2 or newer is needed, and this is $3"
}

# --- Python -------------------------------------------------------------------------------------

# A Python can be used when it is new enough, can make environments and has its C headers.
python_works() {
  "$1" - >/dev/null 2>&1 <<'PYTHON'
import ensurepip, os, sys, sysconfig, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(sys.version_info < (3, 10) or not os.path.exists(header))
PYTHON
}

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3; do
    if command -v "$candidate" >/dev/null && python_works "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

make_environment() {
  if "$1/bin/python" -m pip --version >/dev/null 2>&1; then return; fi
  local python
  python=$(find_python) || die "no Python 3.10 or newer with venv and headers; set PYTHON to one"
  say "making $1 with $("$python" --version)"
  rm -rf "$1"
  quietly "environment" "$python" -m venv "$1"
}

pip_install() {
  local environment=$1
  shift
  quietly "pip" "$environment/bin/python" -m pip install --disable-pip-version-check "$@"
}

# --- what was done is remembered as a hash of what it was done from -----------------------------

# hash_of PATH...: of the contents of files and folders, build results left out.
hash_of() {
  find "$@" \( -name build -o -name __pycache__ -o -name '*.egg-info' \) -prune \
    -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum
}

# is_done STAMP HASH; done_now STAMP HASH
is_done() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
done_now() { echo "$2" >"$1"; }

# requirements ENVIRONMENT FILE: installs what FILE lists, once per content of FILE.
requirements() {
  local stamp hash
  stamp=$1/.done-$(basename "$2" .txt)-$(basename "$(dirname "$2")")
  hash=$(hash_of "$2")
  if is_done "$stamp" "$hash"; then return; fi
  say "installing into $1 what $2 lists"
  pip_install "$1" -r "$2"
  done_now "$stamp" "$hash"
}

# --- the steps ----------------------------------------------------------------------------------

step_build() {
  [ -n "${CXX:-}" ] || want_command g++ g++
  want_command cmake cmake
  want_command ninja ninja-build
  [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
  find_python >/dev/null || missing+=(python3 python3-venv python3-dev)
  install_missing
  need_version cmake 3.25 "$(cmake --version | grep -o -m 1 '[0-9][0-9.]*')"
  if [ -z "${CXX:-}" ]; then need_version g++ 12 "$(g++ -dumpversion)"; fi
}

# Without build isolation: the second build is incremental and needs no network.
step_python() {
  make_environment .venv
  local hash
  hash=$(hash_of CMakeLists.txt LICENSE README.md include pyproject.toml python src)
  if is_done .venv/.done-packages "$hash"; then return; fi
  local wanted
  mapfile -t wanted < <(.venv/bin/python tools/build_requirements.py . python/pycrdt)
  say "building and installing ycpp and pycrdt into .venv (a minute or two the first time)"
  pip_install .venv "${wanted[@]}"
  if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
  export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
  pip_install .venv --no-build-isolation --config-settings=build-dir=build/python .
  pip_install .venv --no-build-isolation ./python/pycrdt
  done_now .venv/.done-packages "$hash"
}

step_examples() { requirements .venv examples/requirements.txt; }

step_tests() {
  want_header gtest/gtest.h libgtest-dev
  want_header benchmark/benchmark.h libbenchmark-dev
  want_header zlib.h zlib1g-dev
  compgen -c clang-tidy >/dev/null || missing+=(clang-tidy)
  install_missing
  make_environment .venv
  requirements .venv tests/requirements.txt
}

# Some packagings of node contain npm and refuse Debian's, so each is asked for by its command.
node_packages() {
  want_command node nodejs
  want_command npm npm
  install_missing
  need_version node 18 "$(node --version | tr -d v)"
  local hash
  hash=$(hash_of "$1/package.json" "$1/package-lock.json")
  if ! is_done "$1/node_modules/.done" "$hash"; then
    say "installing Yjs into $1/node_modules"
    quietly npm npm ci --prefix "$1" --no-audit --no-fund --ignore-scripts
    done_now "$1/node_modules/.done" "$hash"
  fi
}

upstream_pycrdt() {
  make_environment .venv-peers
  requirements .venv-peers tests/requirements-peers.txt
}

step_interop() {
  node_packages tests/interop
  upstream_pycrdt
}

step_bench() {
  node_packages bench
  upstream_pycrdt
  make_environment .venv
  requirements .venv bench/requirements.txt
}

# A cargo that can build the peers; Debian 12 has an older one, Debian 13 has this.
least_cargo=1.85
new_enough() {
  [ "$(printf '%s\n%s\n' "$least_cargo" "$1" | sort -V | head -n 1)" = "$least_cargo" ]
}

find_cargo() {
  local candidate version
  for candidate in ${CARGO:+"$CARGO"} cargo "$HOME/.cargo/bin/cargo"; do
    version=$("$candidate" --version 2>/dev/null | cut -d' ' -f2) || continue
    if new_enough "$version"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# What cannot be built is left out, as a peer that is not there: the rest can still be compared.
step_rust() {
  local cargo candidate hash
  hash=$(hash_of bench/runners/rust)
  if is_done build/bench/rust/.done "$hash"; then return; fi
  if ! find_cargo >/dev/null && command -v apt-cache >/dev/null; then
    candidate=$(apt-cache policy cargo | sed -n 's/^ *Candidate: \([0-9.]*\).*/\1/p')
    if new_enough "${candidate:-0}"; then
      missing+=(cargo)
      install_missing
    fi
  fi
  if ! cargo=$(find_cargo); then
    say "no cargo $least_cargo or newer: yrs, Loro and diamond-types will not take part"
    return
  fi
  say "building yrs, Loro and diamond-types (five minutes the first time)"
  mkdir -p build/bench/rust
  if PATH=$(dirname "$cargo"):$PATH CARGO_TARGET_DIR=build/bench/rust "$cargo" build --release \
    --locked --manifest-path bench/runners/rust/Cargo.toml >build/logs/setup-rust.log 2>&1; then
    done_now build/bench/rust/.done "$hash"
  else
    say "they could not be built, and will not take part: see build/logs/setup-rust.log"
  fi
}

step_count() {
  want_command valgrind valgrind
  install_missing
  make_environment .venv
}

# Debian packs the fuzzing runtime apart from clang, by version.
step_fuzz() {
  compgen -c clang++ >/dev/null || missing+=(clang)
  compgen -c llvm-cov >/dev/null || missing+=(llvm)
  install_missing
  local clang
  clang=$(compgen -c clang++ | sort -V | tail -n 1)
  echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    "$clang" -x c++ -fsanitize=fuzzer,address - -o build/logs/fuzzer-links 2>/dev/null ||
    missing+=("libclang-rt-$("$clang" -dumpversion | cut -d. -f1)-dev")
  install_missing
}

[ $# -gt 0 ] || die "name at least one step"
for step in "$@"; do
  [ "$(type -t "step_$step")" = function ] || die "no such step: $step"
done
for step in "$@"; do
  "step_$step"
done
