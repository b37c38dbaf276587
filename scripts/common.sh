# Shared by ./test, ./run, ./jitbot and scripts/postgres; sourced, never run.
# shellcheck shell=bash
# The variables are used by the scripts that source this.
# shellcheck disable=SC2034

set -euo pipefail
umask 022 # what root installs must be readable by the unprivileged user the database server runs as

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# Names bin folders of PostgreSQL servers, one `18=/path/bin` a line; PostgresBinaries.cs reads it.
postgres_bins=$root/.local/postgres.bins

# PostgreSQL refuses to run as root, and another user cannot read below root's home: root's servers live outside it.
if ((EUID == 0)); then store=/var/tmp/jitbot; else store=$root/.local; fi

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}
