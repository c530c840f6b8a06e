# Sourced by noether: the other libraries that "noether bench --peers" compares with. They are fetched and compiled by the
# Maven profile "peers" on the first call, into a folder that no other command has on its class path.

PEERS=$HOME_FOLDER/bench/target/peers

# Whether they are built and no source is newer.
peers_are_current() {
    local sources=("$HOME_FOLDER"/pom.xml "$HOME_FOLDER"/{kernel,validate,bench}/pom.xml
        "$HOME_FOLDER"/{kernel,validate,bench}/src/main "$HOME_FOLDER"/bench/src/peers)
    [ -f "$PEERS/built" ] && [ -z "$(find "${sources[@]}" -newer "$PEERS/built" -print -quit)" ]
}

build_peers() {
    local log=$HOME_FOLDER/target/build-peers.log started=$HOME_FOLDER/target/.peers-started
    mkdir -p "$HOME_FOLDER/target" || return
    (
        lock_build
        peers_are_current && exit 0
        printf 'noether: fetching and compiling MKL, OpenBLAS and libtorch (some 300 MB, once; log in %s)\n' "$log" >&2
        touch "$started"
        rm -rf "$PEERS/lib" "$PEERS"/noether-bench-*.jar "$PEERS/built"
        if ! maven -q -P peers -pl bench -am -DskipTests package >"$log" 2>&1 9>&-; then
            grep -E '^\[ERROR\]' "$log" | head -n 20 >&2
            fail "the peers cannot be built, see $log"
        fi
        touch -r "$started" "$PEERS/built"
    ) 9>"$HOME_FOLDER/target/.build-lock" || exit
}
