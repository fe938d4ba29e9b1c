#!/usr/bin/env bash
# Installs the peers of `npm run bench:peers`: into .cache/peers, except for Debian's packages. What is there already
# is left alone; what cannot be had is said, and the benchmark then leaves that peer out.
#
#     bash bench/peers/install.sh
set -uo pipefail
cd "$(dirname "$0")/../.."
peers="$PWD/.cache/peers"
mkdir -p "$peers/bin"

failed=()
# have COMMAND NAME INSTALL…: runs INSTALL unless COMMAND succeeds; a failure is noted and the rest goes on.
have() {
  local check=$1 name=$2
  shift 2
  if bash -c "$check" >/dev/null 2>&1; then
    echo "$name: there"
  elif "$@" >"$peers/$name.log" 2>&1; then
    echo "$name: installed"
  else
    failed+=("$name (see .cache/peers/$name.log)")
  fi
}

debian() {
  apt-get update -qq && apt-get install -y -qq --no-install-recommends wrk hey apache2-utils nginx-light nghttp2-client
}

# `go install MODULE@VERSION` also asks for the module's deprecation notice, which for some modules means its web page.
# A module of our own that requires it asks the module proxy for nothing but the code.
go_program() {
  local module=$1 version=$2 package=$3 work status
  work=$(mktemp -d)
  (
    cd "$work" && go mod init peers && go mod edit -require="$module@$version" &&
      GOPROXY="$(go env GOPROXY | sed 's/,direct$//')" GOFLAGS=-mod=mod GOBIN="$peers/bin" go install "$package"
  )
  status=$?
  rm -rf "$work"
  return $status
}

python_tools() {
  python3 -m venv "$peers/venv" &&
    "$peers/venv/bin/pip" install -q --disable-pip-version-check locust==2.47.0 mlcommons-loadgen==6.0.17 aiperf==0.13.0
}

have 'wrk -v | grep -q wrk && command -v hey ab nginx h2load' debian debian
have "test -x $peers/bin/vegeta" vegeta go_program github.com/tsenart/vegeta/v12 v12.13.0 github.com/tsenart/vegeta/v12
have "test -x $peers/bin/ghz" ghz go_program github.com/bojand/ghz v0.121.0 github.com/bojand/ghz/cmd/ghz
have "test -x $peers/bin/k6" k6 go_program go.k6.io/k6/v2 v2.2.0 go.k6.io/k6/v2
have "test -x $peers/bin/oha" oha cargo install oha --version 1.16.0 --locked --root "$peers"
have "cd $peers && venv/bin/python -c 'import locust, mlperf_loadgen, aiperf'" python python_tools
have "test -d $peers/node_modules/undici -a -d $peers/node_modules/@grpc/grpc-js" node \
  npm install --prefix "$peers" --no-save --ignore-scripts undici@7.30.2 @grpc/grpc-js@1.14.7

for name in "${failed[@]}"; do echo "not installed: $name" >&2; done
[ ${#failed[@]} -eq 0 ]
