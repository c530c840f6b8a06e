# Sourced by noether and verify: the application, as the launcher starts it.
#
#   target/app/current           name of the generation in use
#   target/app/<generation>/     lib/     class path of the command line
#                                bench/   what the benchmarks add to it
#                                native/  native libraries
#                                noether.aot, the ahead-of-time cache
#
# A generation is never written to again, so a rebuild does not pull the jars from under a simulation that runs.

APP_ROOT=$HOME_FOLDER/target/app
# The serial collector starts 0.08 s sooner than the default one, and steps allocate nothing for a collector to do.
# Objects begin on lines of the cache, so that whole vectors of the kernels lie in one (FloatMatrix.FIRST).
JVM_FLAGS=(--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:ObjectAlignmentInBytes=64)
# A cache that does not fit (another JDK, jars that were moved) is passed over in silence.
QUIET_CACHE=-Xlog:aot*=off,cds*=off

# Sets APP and CLASS_PATH to those of the generation in use.
use_app() {
    local generation jar
    { IFS= read -r generation <"$APP_ROOT/current"; } 2>/dev/null || return 1
    APP=$APP_ROOT/$generation
    CLASS_PATH=
    for jar in "$APP"/lib/*.jar; do
        CLASS_PATH=${CLASS_PATH:+$CLASS_PATH:}$jar
    done
    [ -f "${jar-}" ]
}

# Whether there is a generation and no source is newer than its build. A folder is newer when a file in it is deleted.
app_is_current() {
    use_app || return 1
    local sources=("$HOME_FOLDER"/pom.xml "$HOME_FOLDER"/*/pom.xml "$HOME_FOLDER"/*/src/main)
    [ -z "$(find "${sources[@]}" -newer "$APP/built" -print -quit)" ]
}

# Takes the lock of the build on descriptor 9: of two that start at once, the second waits.
lock_build() {
    command -v flock >/dev/null || return 0
    flock -n 9 && return
    printf 'noether: waiting for another build of this folder to end\n' >&2
    flock 9
}

# Removes what an earlier version may have left where install_app looks.
clear_jars() {
    rm -rf "$HOME_FOLDER"/{study,bench}/target/lib "$HOME_FOLDER"/study/target/noether-study-*.jar \
        "$HOME_FOLDER"/bench/target/noether-bench-*.jar
}

# install_app STARTED: makes a generation of what Maven has built since the file STARTED was touched.
install_app() {
    local old generation app jar
    old=$(cat "$APP_ROOT/current" 2>/dev/null)
    generation=$(date +%Y%m%d-%H%M%S)-$$
    app=$APP_ROOT/$generation
    mkdir -p "$app/lib" "$app/bench" "$app/native" || return 1
    cp -p "$HOME_FOLDER"/study/target/lib/*.jar "$HOME_FOLDER"/study/target/noether-study-*.jar "$app/lib/" || return 1
    cp -p "$HOME_FOLDER"/bench/target/noether-bench-*.jar "$app/bench/" || return 1
    for jar in "$HOME_FOLDER"/bench/target/lib/*.jar; do
        [ -f "$app/lib/${jar##*/}" ] || cp -p "$jar" "$app/bench/" || return 1
    done
    if [ -d "$HOME_FOLDER/gpu/target/native" ]; then
        cp -p "$HOME_FOLDER"/gpu/target/native/* "$app/native/" || return 1
    fi
    touch -r "$1" "$app/built"
    printf '%s\n' "$generation" >"$APP_ROOT/.current-$$" && mv -f "$APP_ROOT/.current-$$" "$APP_ROOT/current" || return 1
    use_app || return 1
    train_app
    # The generation before is kept for processes that still run from it.
    for app in "$APP_ROOT"/*/; do
        app=${app%/}
        case ${app##*/} in
            "$generation" | "$old") ;;
            *) rm -rf "$app" ;;
        esac
    done
}

# Makes the ahead-of-time cache from one short run. Without one everything works, only the start takes longer.
train_app() {
    "$JDK/bin/java" "${JVM_FLAGS[@]}" -Xlog:disable -XX:AOTCacheOutput="$APP/noether.aot" \
        -cp "$CLASS_PATH" dev.noether.study.Noether --version >"$APP/training.log" 2>&1 </dev/null
    return 0
}
