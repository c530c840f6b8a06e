# Sourced by verify. check_bundle makes a bundle and runs it as on a machine without Java: with an empty environment, from a
# folder with a blank in its name, and with nothing on the PATH but sh, two tools of coreutils, and ld, which PoCL calls.

BUNDLE_LIMIT=45000000

# in_bundle STATUS COMMAND...: runs the bundle's noether and expects an exit status; leaves what it says in $BUNDLE_WORK/said.
in_bundle() {
    local expected=$1 status=0
    shift
    (cd "$BUNDLE_WORK" && env -i PATH="$BUNDLE_WORK/path" HOME="$BUNDLE_WORK/home" "${BUNDLE_ENV[@]}" \
        "$BUNDLE" "$@") >"$BUNDLE_WORK/said" 2>"$BUNDLE_WORK/said.err" || status=$?
    if [ "$status" != "$expected" ] || grep -q '^[[:space:]]at ' "$BUNDLE_WORK/said.err"; then
        printf 'verify: the bundle ends "noether %s" with status %s instead of %s:\n' "$*" "$status" "$expected" >&2
        tail -n 20 "$BUNDLE_WORK/said" "$BUNDLE_WORK/said.err" >&2
        return 1
    fi
}

# said TEXT: expects it in the output of the last run.
said() {
    grep -qF -- "$1" "$BUNDLE_WORK/said" "$BUNDLE_WORK/said.err" && return
    printf 'verify: the bundle does not say %s but:\n' "$1" >&2
    tail -n 20 "$BUNDLE_WORK/said" "$BUNDLE_WORK/said.err" >&2
    return 1
}

check_bundle() {
    local tool archive size
    BUNDLE_WORK=$HOME_FOLDER/target/bundle\ check
    BUNDLE_ENV=()
    rm -rf "$BUNDLE_WORK"
    mkdir -p "$BUNDLE_WORK"/{out,home,path,place} || return
    for tool in sh readlink uname ld; do
        ln -s "$(command -v "$tool")" "$BUNDLE_WORK/path/$tool" || return
    done

    "$HOME_FOLDER/noether" bundle --out "$BUNDLE_WORK/out" >/dev/null || return
    archive=$(ls -A "$BUNDLE_WORK/out")
    size=$(wc -c <"$BUNDLE_WORK/out/$archive")
    if [[ $archive != noether-*-linux-x86_64.tar.gz ]] || [ "$size" -ge "$BUNDLE_LIMIT" ]; then
        printf 'verify: the bundle is %s with %s bytes; one file of less than %s was to be\n' "$archive" "$size" "$BUNDLE_LIMIT" >&2
        return 1
    fi
    tar -xzf "$BUNDLE_WORK/out/$archive" -C "$BUNDLE_WORK/place" || return
    BUNDLE=$BUNDLE_WORK/place/${archive%-linux-x86_64.tar.gz}/bin/noether

    in_bundle 0 devices --json && said '"opencl":{"usable":true' || return
    in_bundle 0 validate --backend simd --cases 1 || return
    in_bundle 0 simulate --backend opencl --steps 50 --json && said '"status":"completed"' || return
    in_bundle 0 simulate --model scale-invariant --target gaussian --steps 50 --json || return
    in_bundle 0 figure 2 --quick --out figures || return
    # The benchmarks start, in a process of their own; to run them takes minutes.
    in_bundle 4 bench --backend opencl --device 99 && said 'there is no OpenCL device 99' || return
    # A driver that no .icd file registers is found.
    BUNDLE_ENV=(JDK_JAVA_OPTIONS=-Dnoether.opencl.registry=/nonexistent)
    in_bundle 0 devices --json && said '"opencl":{"usable":true' || return
    # A file named by the user does not exist: no platform.
    BUNDLE_ENV=(OCL_ICD_VENDORS=/nonexistent)
    in_bundle 4 simulate --backend opencl --steps 1 && said 'install a driver' || return
    BUNDLE_ENV=()
    in_bundle 2 bundle && said "from the project's folder" || return
    in_bundle 2 bench --peers && said "from the project's folder" || return
    printf 'verify: a bundle of %s MB runs without Java\n' "$((size / 1000000))"
    rm -rf "$BUNDLE_WORK"
}
