# Shared by ./test, ./run, ./jitbot and scripts/*; sourced, never run.
# shellcheck shell=bash
# The variables are used by the scripts that source this.
# shellcheck disable=SC2034

set -euo pipefail
umask 022 # what root installs must be readable by the unprivileged user the database server runs as

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# Names bin folders of PostgreSQL servers, one `18=/path/bin` a line; PostgresBinaries.cs reads it.
postgres_bins=$root/.local/postgres.bins

# Says where Chromium is; Stage.cs of the page's tests reads it.
chromium_path=$root/.local/chromium.path

# Says where the program of Agents Playground is; Instance.cs of its tests reads it.
agents_playground_path=$root/.local/agents-playground.path

# Says where local-slack's program is; LocalSlack.cs of the playground reads it.
local_slack_path=$root/.local/local-slack.path

# Says where Microsoft's schemas of Teams manifests are; TeamsPackageTests.cs reads it.
teams_schema_path=$root/.local/teams-schema.path

# PostgreSQL refuses to run as root, and another user cannot read below root's home: root's servers live outside it.
if ((EUID == 0)); then store=/var/tmp/jitbot; else store=$root/.local; fi

# One configuration for everything, so that ./test, ./run and ./jitbot share their builds, and what is tested is what ships.
configuration=Release

# No compiler or build server outlives a script.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# Where a project's program is once built: program tests/Playground
program() {
    local project
    project=$(basename "$root/$1"/*.csproj .csproj)
    echo "$root/$1/bin/$configuration/net10.0/$project.dll"
}

# Every file a build may depend on; further arguments select among them, as find's do.
sources() {
    find "$root" \( -name .git -o -name .local -o -name bin -o -name obj -o -name node_modules \) -prune -o -type f "$@" -print | LC_ALL=C sort
}

# True if the build that left this stamp saw the same files, and none has changed since.
is_fresh() { [[ -f $1 && $(<"$1") == "$(sources)" && -z $(sources -newer "$1") ]]; }

# Builds a project, or the whole solution, unless nothing changed since it was last built: build tests/Playground, build JitBot.sln
# Everything goes to stderr: what ./jitbot and ./run print belongs to the program.
build() {
    local what=$1 stamp began=$SECONDS
    mkdir -p "$root/.local"
    stamp=$root/.local/built-${what//\//-}
    if [[ $what == JitBot.sln || -f $(program "$what") ]]; then
        if is_fresh "$stamp" || is_fresh "$root/.local/built-JitBot.sln"; then return; fi
    fi
    need_sdk
    (
        # Two builds at once would write the same files. macOS has no flock; there, take care yourself.
        if command -v flock >/dev/null && ! flock -n 9; then
            say "Another build is going on in this folder; waiting for it."
            flock 9
        fi
        say "Building ${what}…"
        sources >"$stamp.new" # before the build: what changes while it runs is newer than this, and is built next time
        dotnet msbuild "$root/$what" -restore -p:Configuration="$configuration" -p:RestoreLockedMode=true \
            -maxCpuCount -verbosity:quiet -terminalLogger:off -noLogo >&2 9>&- || exit 1
        mv "$stamp.new" "$stamp"
    ) 9>"$root/.local/build.lock" || die "The build of $what failed. If packages changed: dotnet restore --force-evaluate, and commit the lock files."
    say "  built in $((SECONDS - began)) s"
}

need_sdk() {
    local version
    command -v dotnet >/dev/null || die "The .NET 10 SDK is needed and 'dotnet' is not found. Install it: https://dotnet.microsoft.com/download"
    version=$(cd "$root" && dotnet --version 2>/dev/null) || version=''
    [[ $version ]] || die "The .NET 10 SDK is needed; dotnet is here, but not an SDK that global.json accepts. What there is:" "$(dotnet --list-sdks)"
}

# Anyone may make folders in /var/tmp; root runs and reads nothing out of a folder that somebody else made.
own_store() {
    mkdir -p "$store"
    if ((EUID == 0)) && [[ ! -O $store || -L $store ]]; then die "$store does not belong to root: remove it and try again."; fi
}

# The version that a folder's package.json pins: pinned_version tests/EndToEnd.Tests/AgentsPlayground @microsoft/m365agentsplayground
pinned_version() { sed -n "s|.*\"$2\": \"\([^\"]*\)\".*|\1|p" "$1/package.json"; }

# Installs what a folder's package-lock.json pins into a folder in the store, whole or not at all: npm_ci tests/EndToEnd.Tests/AgentsPlayground "$store/…"
npm_ci() {
    local target=$2 stage=$2.$$ done=0
    command -v npm >/dev/null || return 1
    rm -rf "$stage"
    mkdir -p "$stage"
    cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" "$stage"
    if (cd "$stage" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1) >"$stage/log" 2>&1; then
        # Renamed only when complete. When two run at once, the first one wins.
        [[ -d $target ]] || mv "$stage" "$target"
    else
        sed 's/^/  /' "$stage/log" >&2
        done=1
    fi
    rm -rf "$stage"
    return $done
}
